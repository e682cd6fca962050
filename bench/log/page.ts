/** Runs in the browser: the product's element over the product's session, with a peer that answers at once. */
import { browserClock } from '../../widget/adapters/browser-clock.js';
import { NutrinaVoice } from '../../widget/element/nutrina-voice.js';
import type { VoiceSession } from '../../widget/session/snapshot.js';
import { createVoiceSession } from '../../widget/session/voice-session.js';
import { ScriptedLink } from '../../widget/testing/scripted-link.js';
import { textPorts } from '../text-ports.js';
import { AnsweringPeer } from './answering-peer.js';
import { TURN_BEGINS, TURN_ENDS, type LogPage, type Turn } from './turn.js';

const QUESTION = 'Which foods are rich in iron, and what should I not have with them?';

const peer = new AnsweringPeer((frame) => link.receive(frame));
const link = new ScriptedLink();
link.onFrame = (frame) => peer.receive(frame);

class MeasuredVoice extends NutrinaVoice {
  protected override createSession(
    options: Parameters<NutrinaVoice['createSession']>[0],
  ): Promise<VoiceSession> {
    return Promise.resolve(
      createVoiceSession(textPorts({ clock: browserClock, link, warn: console.warn }), options),
    );
  }
}
customElements.define('measured-voice', MeasuredVoice);

const element = new MeasuredVoice();
const page: LogPage = {
  async open() {
    element.server = 'https://backend.example';
    element.mode = 'text';
    element.userEmail = 'ada@example.org';
    element.style.height = '40rem';
    document.body.append(element);
    await element.start();
  },
  async grow(entries) {
    while (element.transcript.length < entries) {
      await takeTurn({ words: ['Lentils, beans, tofu and dark leafy greens are good plant sources.'] });
      await element.updateComplete;
      // Blocks out of sight are put aside by frames; without any, all of them would be laid out at every step.
      if (element.transcript.length % 50 === 0) await nextFrame();
    }
    return element.transcript.length;
  },
  async speak(turn) {
    performance.mark(TURN_BEGINS);
    await takeTurn(turn, nextFrame);
    performance.mark(TURN_ENDS);
    await nextFrame();
    return element.transcript.length;
  },
};
Reflect.set(globalThis, 'logPage', page);

async function takeTurn({ words }: Turn, pause?: () => Promise<void>): Promise<void> {
  await element.send(QUESTION);
  await pause?.();
  for (const delta of words) {
    peer.stream(delta);
    await pause?.();
  }
  peer.finish();
  await pause?.();
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      setTimeout(resolve);
    });
  });
}
