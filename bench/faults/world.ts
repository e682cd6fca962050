/** The product's session with everything around it simulated, and one time for all of it. */
import type { VoiceSession } from '../../widget/session/snapshot.js';
import { createSteppingLink } from '../../widget/session/stepping-link.js';
import { createVoiceSession } from '../../widget/session/voice-session.js';
import { ScriptedMicrophone } from '../../widget/testing/scripted-microphone.js';
import { ScriptedPage } from '../../widget/testing/scripted-page.js';
import { Random } from '../listening/random.js';
import { Happenings } from './happenings.js';
import { Network } from './network.js';
import { PageClock } from './page-clock.js';
import { Provider } from './provider.js';
import type { Setting } from './setting.js';
import { SimulatedBackend } from './simulated-backend.js';
import { SimulatedEars } from './simulated-ears.js';
import { SimulatedLinks } from './simulated-links.js';
import { SimulatedPlayer, SimulatedSynthesiser } from './simulated-sound.js';
import { SimulatedTime } from './simulated-time.js';

export class World {
  readonly setting: Setting;
  readonly time = new SimulatedTime();
  readonly clock = new PageClock(this.time);
  readonly happenings = new Happenings();
  readonly page = new ScriptedPage();
  readonly network: Network;
  readonly provider: Provider;
  readonly backend: SimulatedBackend;
  readonly links: SimulatedLinks;
  readonly microphone = new ScriptedMicrophone();
  readonly ears = new SimulatedEars(this.time);
  readonly players: SimulatedPlayer[] = [];
  readonly session: VoiceSession;
  /** What the session complained about to developers. */
  readonly warnings: string[] = [];
  readonly #watching = new AbortController();

  /** The same `seed` makes the same delays, answers and ids. */
  constructor(seed: number, setting: Setting) {
    this.setting = setting;
    const { time, clock, happenings, page, ears } = this;
    // One chance for each: what one of them uses up changes nothing for the others.
    const chance = (of: number): Random => new Random(seed * 31 + of);
    this.network = new Network(time, chance(1));
    const limits = [...setting.limitsSeconds];
    const lastLimit = limits.at(-1) ?? 0;
    this.provider = new Provider({
      time,
      happenings,
      random: chance(2),
      duplicates: setting.duplicates,
      limitSeconds: () => limits.shift() ?? lastLimit,
    });
    const { network, provider } = this;
    this.backend = new SimulatedBackend({ ...setting, clock, network, provider, happenings });
    this.links = new SimulatedLinks({ time, clock, network, provider, happenings, random: chance(3) });
    const retries = chance(4);
    let ids = 0;
    const ports = {
      clock,
      page,
      logger: { debug: () => undefined, warn: (message: string) => this.warnings.push(message) },
      api: this.backend,
      link: createSteppingLink({
        webRtc: this.links.port('webrtc'),
        loadWebSocket: () => Promise.resolve(this.links.port('websocket')),
      }),
      recogniser: ears,
      microphone: this.microphone,
      synthesiser: new SimulatedSynthesiser(network),
      decodeSpeech: () => Promise.reject(new Error('The sound of a run is not compressed.')),
      createPlayer: () => this.#createPlayer(),
      loadNativeCall: () => Promise.reject(new Error('No run is in the mode speech.')),
      createId: (prefix: string) => `${prefix}_${++ids}`,
      random: () => retries.next(),
    };
    const { mode, link } = setting;
    this.session = createVoiceSession(ports, { mode, lang: 'en', microphone: 'processed', link });
    this.session.subscribe(
      (snapshot) => happenings.tell({ type: 'snapshot', snapshot }),
      this.#watching.signal,
    );
  }

  /** Ends the session and says what it did not give back. */
  async close(): Promise<readonly string[]> {
    this.session.dispose();
    this.#watching.abort();
    await this.time.run(() => false, this.time.nowMs + 100);
    const left = {
      links: this.links.held,
      microphones: this.microphone.opened,
      players: this.players.filter(({ isClosed }) => !isClosed).length,
      listeners: this.players.reduce((sum, { listeners }) => sum + listeners, 0) + this.page.listeners,
      timers: this.clock.running,
    };
    return Object.entries(left).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
  }

  #createPlayer(): SimulatedPlayer {
    const player = new SimulatedPlayer(this.time, this.happenings);
    this.players.push(player);
    return player;
  }
}
