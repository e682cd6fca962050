/** Runs in the browser: the product's speech pipeline on its own, heard at a tap before the destination. */
import { browserClock } from '../../widget/adapters/browser-clock.js';
import { createHttpSpeechSynthesiser } from '../../widget/adapters/http-speech-synthesiser.js';
import { decodeSpeech } from '../../widget/adapters/speech-decoder.js';
import { preconnect } from '../../widget/adapters/preconnect.js';
import { PcmPlayer } from '../../widget/adapters/pcm-player.js';
import { createRandomId } from '../../widget/adapters/random-id.js';
import { SpeechFormat } from '../../widget/session/speech-format.js';
import { SpeechQueue } from '../../widget/session/speech-queue.js';
import { AUDIBLE, AudioTap } from '../../widget/testing/audio-tap.js';
import type { SpeechPage, SpeechResult, SpeechRun } from './runs.js';

const LEAST_SILENCE_MS = 10;
/** 5.3 ms each: whatever is still on its way through the audio thread has come out after so many. */
const SETTLING_BLOCKS = 8;
/** How long an interrupted run is listened to. */
const AFTERMATH_MS = 150;

const page: SpeechPage = { speak, speakNaively };
Reflect.set(globalThis, 'speechPage', page);

/** Epoch milliseconds with the resolution of `performance.now()`. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

function later(delayMs: number, act: () => void): void {
  browserClock.after(delayMs, act, new AbortController().signal);
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => later(delayMs, resolve));
}

async function speak({ server, tokens, interruptAtMs }: SpeechRun): Promise<SpeechResult> {
  const tap = new AudioTap();
  const player = new PcmPlayer(browserClock);
  await player.unlock();
  await tap.ready();
  performance.clearResourceTimings();
  const startedAtMs = epochMs();
  const lifetime = new AbortController();
  let interruptedAtMs: number | undefined;
  await new Promise<void>((over) => {
    const queue = new SpeechQueue({
      clock: browserClock,
      synthesiser: createHttpSpeechSynthesiser(server, browserClock, preconnect),
      decodeSpeech,
      format: new SpeechFormat({ clock: browserClock, offered: () => ['pcm'] }),
      player,
      token: () => 'token',
      lang: () => 'en',
      maxCharacters: 1000,
      signal: lifetime.signal,
      createId: createRandomId,
      onEvent: ({ type }) => type === 'silent' && over(),
    });
    replay(tokens, {
      onToken: (text) => interruptedAtMs === undefined && queue.push('item', text),
      onEnd: () => interruptedAtMs === undefined && queue.finishAnswer(),
    });
    if (interruptAtMs === undefined) return;
    later(interruptAtMs, () => {
      interruptedAtMs = epochMs();
      queue.stop();
      later(AFTERMATH_MS, over);
    });
  });
  await tap.blocks(SETTLING_BLOCKS);
  lifetime.abort();
  player.close();
  return resultOf(tap, { startedAtMs, interruptedAtMs });
}

async function speakNaively({ server, tokens }: SpeechRun): Promise<SpeechResult> {
  const tap = new AudioTap();
  const context = new AudioContext({ sampleRate: 24_000 });
  new GainNode(context).connect(context.destination);
  await context.resume();
  await tap.ready();
  performance.clearResourceTimings();
  const startedAtMs = epochMs();
  let text = '';
  await new Promise<void>((onEnd) => replay(tokens, { onToken: (token) => (text += token), onEnd }));
  const response = await fetch(new URL('api/realtime/tts', server), {
    method: 'POST',
    body: new URLSearchParams({ text }),
  });
  const pcm = new Int16Array(await response.arrayBuffer());
  const buffer = new AudioBuffer({ length: pcm.length, sampleRate: 24_000 });
  buffer.copyToChannel(
    Float32Array.from(pcm, (sample) => sample / 32_768),
    0,
  );
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  await tap.ready();
  source.start();
  // Its first sample is the figure; the rest of the answer would only take time.
  await pause(AFTERMATH_MS);
  await context.close();
  return resultOf(tap, { startedAtMs, interruptedAtMs: undefined });
}

/** Hands out the tokens at their times. */
function replay(
  tokens: SpeechRun['tokens'],
  { onToken, onEnd }: { readonly onToken: (text: string) => void; readonly onEnd: () => void },
): void {
  for (const [atMs, text] of tokens) later(atMs, () => onToken(text));
  later(tokens.at(-1)?.[0] ?? 0, onEnd);
}

function resultOf(
  tap: AudioTap,
  {
    startedAtMs,
    interruptedAtMs,
  }: { readonly startedAtMs: number; readonly interruptedAtMs: number | undefined },
): SpeechResult {
  tap.remove();
  const heard = tap.audible();
  if (heard === undefined) throw new Error('Nothing was heard.');
  const silencesMs = tap.silences(LEAST_SILENCE_MS);
  return {
    firstByteMs: firstByteAtMs() - startedAtMs,
    firstAudibleMs: heard.firstAtMs - startedAtMs,
    lastAudibleMs: heard.lastAtMs - startedAtMs,
    silencesMs,
    heardMs: heardMs(tap.samples) - silencesMs.reduce((sum, silence) => sum + silence, 0),
    interruptedAtMs,
    interruptedMs: interruptedAtMs === undefined ? undefined : interruptedAtMs - startedAtMs,
  };
}

/** As the browser's own network stack saw it, not as our code did. */
function firstByteAtMs(): number {
  const starts = performance.getEntriesByType('resource').flatMap((entry) => {
    const isAnswer = entry instanceof PerformanceResourceTiming && entry.name.endsWith('/tts');
    // A request that was aborted before its answer has a start of 0.
    return isAnswer && entry.responseStart > 0 ? [entry.responseStart] : [];
  });
  return performance.timeOrigin + Math.min(...starts);
}

function heardMs(samples: Float32Array): number {
  const isLoud = (sample: number): boolean => Math.abs(sample) > AUDIBLE;
  return (samples.findLastIndex(isLoud) - samples.findIndex(isLoud)) / 24;
}
