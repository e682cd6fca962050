/**
 * Runs in the site owner's page before its own scripts: listens at a tap before the destination and notes when the
 * built element is interrupted. Wraps the platform only, so that what is measured is what is shipped.
 */
import { installScriptedRecogniser } from '../../demo/e2e/page/scripted-recogniser.js';
import { installSpokenMicrophone } from '../../demo/e2e/page/spoken-microphone.js';
import { AudioTap } from '../../widget/testing/audio-tap.js';
import type { NutrinaVoice } from '../../widget/index.js';
import type { Interruption, InterruptPage } from './interruption.js';

/** How long the page is listened to: what came back later would be another answer. */
const AFTERMATH_MS = 300;
/** 5.3 ms each: whatever is still on its way through the audio thread has come out after so many. */
const SETTLING_BLOCKS = 8;
/** A visitor who was not noticed by then has not been noticed. */
const NOTICED_WITHIN_MS = 3000;

interface Notes {
  atMs?: number;
  toldAtMs?: number;
  spokeAtMs?: number;
}

const tap = new AudioTap();
let notes: Notes = {};
let told: (() => void) | undefined;
/** The latest look at the microphone's loudness; the one that counts is in the same task as the decision. */
let lookedAtMs = 0;

const page: InterruptPage = {
  async open() {
    const voice = element();
    voice.addEventListener('nutrina-interrupt', () => {
      notes.toldAtMs ??= epochMs();
      // By nobody's hand: the microphone's loudness did it.
      notes.atMs ??= lookedAtMs;
      told?.();
    });
    await voice.start();
    await tap.ready();
  },

  async ask(question) {
    const voice = element();
    await listening(voice);
    notes = {};
    tap.clear();
    const audible = new Promise((resolve) => {
      voice.addEventListener('nutrina-speech-start', resolve, { once: true });
    });
    await voice.send(question);
    await audible;
  },

  callMethod() {
    notes.atMs = epochMs();
    element().interrupt();
  },

  async speakUp(words) {
    notes.spokeAtMs = epochMs();
    await window.microphone.say(words);
  },

  async outcome() {
    if (notes.toldAtMs === undefined) {
      await Promise.race([new Promise<void>((resolve) => (told = resolve)), pause(NOTICED_WITHIN_MS)]);
    }
    await pause(AFTERMATH_MS);
    await tap.blocks(SETTLING_BLOCKS);
    return outcomeOf(notes);
  },
};
Reflect.set(globalThis, 'interruptPage', page);
installScriptedRecogniser();
installSpokenMicrophone();
watchLooks();
window.addEventListener(
  'click',
  (event) => {
    const isStop = event
      .composedPath()
      .some((node) => node instanceof Element && node.part.contains('interrupt'));
    // When the browser was given the click, not when the page came round to it.
    if (isStop && event.isTrusted) notes.atMs = performance.timeOrigin + event.timeStamp;
  },
  { capture: true },
);

function element(): NutrinaVoice {
  const found = document.querySelector('nutrina-voice');
  if (found === null) throw new Error('There is no element on this page.');
  return found;
}

async function listening(voice: NutrinaVoice): Promise<void> {
  while (voice.state !== 'listening') {
    await new Promise((resolve) => {
      voice.addEventListener('nutrina-state', resolve, { once: true });
    });
  }
}

/** An analyser of the microphone belongs to a context that plays nothing. */
function watchLooks(): void {
  const look = Object.getOwnPropertyDescriptor(AnalyserNode.prototype, 'getFloatTimeDomainData');
  const native: unknown = look?.value;
  if (typeof native !== 'function') throw new Error('This browser has no analyser to stand behind.');
  Object.defineProperty(AnalyserNode.prototype, 'getFloatTimeDomainData', {
    ...look,
    value(this: AnalyserNode, ...args: unknown[]): unknown {
      if (!tap.contexts.includes(this.context)) lookedAtMs = epochMs();
      return Reflect.apply(native, this, args);
    },
  });
}

function outcomeOf({ atMs, toldAtMs, spokeAtMs }: Notes): Interruption | undefined {
  if (atMs === undefined || toldAtMs === undefined) return undefined;
  const heard = tap.audible();
  if (heard === undefined) throw new Error('Nothing was heard.');
  return { atMs, toldAtMs, lastAudibleAtMs: heard.lastAtMs, spokeAtMs };
}

/** With the resolution of `performance.now()`. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
