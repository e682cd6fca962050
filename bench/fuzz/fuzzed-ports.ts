import type { Mode } from '../../server/contract/session.js';
import { createNativeCall } from '../../widget/session/native-call.js';
import type { Ports } from '../../widget/session/ports.js';
import { ManualClock } from '../../widget/testing/manual-clock.js';
import { sessionReply } from '../../widget/testing/scripted-api.js';
import { ScriptedLink } from '../../widget/testing/scripted-link.js';
import { ScriptedMicrophone } from '../../widget/testing/scripted-microphone.js';
import { ScriptedPage } from '../../widget/testing/scripted-page.js';
import { ScriptedRecogniser } from '../../widget/testing/scripted-recogniser.js';
import { ScriptedRemoteAudio } from '../../widget/testing/scripted-remote-audio.js';
import { ScriptedSynthesiser } from '../../widget/testing/scripted-synthesiser.js';
import { FuzzedPlayer } from './fuzzed-player.js';

const MODES: readonly Mode[] = ['hybrid', 'speech', 'text'];

/** Everything around a fuzzed call: a willing backend, a visitor's ears and voice, and nothing that waits. */
export class FuzzedPorts {
  readonly clock = new ManualClock();
  readonly link = new ScriptedLink();
  readonly microphone = new ScriptedMicrophone();
  readonly recogniser = new ScriptedRecogniser();
  readonly player = new FuzzedPlayer(this.clock);
  readonly remoteAudio = new ScriptedRemoteAudio(this.clock);
  readonly #synthesiser = new ScriptedSynthesiser();
  #ids = 0;

  forSession(warn: Ports['logger']['warn']): Ports {
    const reply = sessionReply({ modes: [...MODES], turnDetection: 'server_vad' });
    return {
      clock: this.clock,
      logger: { debug: () => undefined, warn },
      page: new ScriptedPage(),
      api: {
        open: () => Promise.resolve(reply),
        renew: () => Promise.resolve(reply),
        exchange: () => Promise.resolve('answer'),
        warm: () => undefined,
        close: () => Promise.resolve(),
      },
      link: this.link,
      recogniser: this.recogniser,
      microphone: this.microphone,
      synthesiser: this.#synthesiser,
      decodeSpeech: (parts) => this.#synthesiser.decode(parts),
      createPlayer: () => this.player,
      loadNativeCall: () => Promise.resolve((options) => createNativeCall(this.remoteAudio, options)),
      createId: (prefix) => `${prefix}_${++this.#ids}`,
      random: () => 0.5,
    };
  }
}
