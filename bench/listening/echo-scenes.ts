import { ECHO_TEXTS } from './echo-texts.js';
import { toSamples, type FliteSpeech, type Speaker } from './flite-speech.js';
import { addNoise, joined, mixInto } from './microphone-signal.js';
import { Random } from './random.js';
import { filledIn } from './turns.js';

/** One answer over loudspeakers, as the microphone hears it: no echo canceller helps. */
export interface EchoScene {
  /** The answer's sentences and when each became audible. */
  readonly sentences: readonly { readonly text: string; readonly startMs: number }[];
  /** When the answer's last sample was played. */
  readonly playedUntilMs: number;
  /** What the visitor says into it, if anything. */
  readonly bargeIn?: { readonly text: string; readonly startMs: number; readonly endMs: number };
  /** Where the microphone hears the first sound. */
  readonly voiceStartMs: number;
  /** What the loudspeakers are given, ±1 at 16 kHz. */
  readonly played: Float32Array;
  /**
   * What the microphone gives, ±1 at 16 kHz, if playback stops at `stoppedAtMs`. Up to then it is the same whenever
   * that is.
   */
  microphone(stoppedAtMs?: number): Float32Array;
}

const ASSISTANT: Speaker = 'slt';
const VISITORS: readonly Speaker[] = ['rms', 'awb', 'kal16'];
const ROOM_BEFORE_MS = 400;
const ROOM_AFTER_MS = 1200;
const SENTENCE_GAP_MS = 180;

interface SceneRequest {
  readonly set: keyof typeof ECHO_TEXTS;
  readonly seed: number;
  /** The loudness of the assistant at the microphone, against a visitor's. */
  readonly echoDb: number;
  readonly bargeIn: boolean;
}

/** The same seed gives the same answer, room and visitor, whatever the level. */
export function echoScene(speech: FliteSpeech, { set, seed, echoDb, bargeIn }: SceneRequest): EchoScene {
  const random = new Random(seed);
  const answer = filledIn(random.pick(ECHO_TEXTS[set].answers), random);
  const delayMs = random.between(60, 160);
  const played = playAnswer(speech, answer.split('|'));
  const visitor = bargeIn ? speakInto(speech, played.lengthMs, { set, random }) : undefined;
  const endMs = Math.max(played.lengthMs + delayMs, visitor?.endMs ?? 0) + ROOM_AFTER_MS;
  const visitorDb = random.between(-3, 0);
  const roomDb = random.between(-66, -54);
  return {
    sentences: played.sentences,
    playedUntilMs: played.lengthMs,
    ...(visitor === undefined ? {} : { bargeIn: visitor }),
    voiceStartMs: ROOM_BEFORE_MS + delayMs,
    played: played.samples,
    microphone(stoppedAtMs = played.lengthMs) {
      const air = new Float32Array(toSamples(endMs));
      mixEcho(air, played.samples.subarray(0, toSamples(stoppedAtMs)), { delayMs, echoDb });
      if (visitor !== undefined) mixInto(air, visitor.samples, { atMs: visitor.startMs, gainDb: visitorDb });
      return addNoise(air, { gainDb: 0, noiseDb: roomDb, random: new Random(seed) });
    },
  };
}

/** A desk and two walls: what comes back later comes back softer. */
const REFLECTIONS = [
  [0, 0],
  [7, -9],
  [23, -13],
  [61, -18],
] as const;

function mixEcho(air: Float32Array, played: Float32Array, by: { delayMs: number; echoDb: number }): void {
  for (const [afterMs, gainDb] of REFLECTIONS) {
    mixInto(air, played, { atMs: by.delayMs + afterMs, gainDb: by.echoDb + gainDb });
  }
}

function playAnswer(speech: FliteSpeech, texts: readonly string[]) {
  const pieces: Float32Array[] = [new Float32Array(toSamples(ROOM_BEFORE_MS))];
  const sentences = texts.map((text) => {
    const startMs = joined(pieces).length / 16;
    pieces.push(speech.say(text.trim(), ASSISTANT).samples, new Float32Array(toSamples(SENTENCE_GAP_MS)));
    return { text: text.trim(), startMs };
  });
  const samples = joined(pieces);
  return { samples, sentences, lengthMs: samples.length / 16 - SENTENCE_GAP_MS };
}

function speakInto(
  speech: FliteSpeech,
  answerEndMs: number,
  { set, random }: { set: keyof typeof ECHO_TEXTS; random: Random },
) {
  const text = filledIn(random.pick(ECHO_TEXTS[set].bargeIns), random);
  const { samples, lastPhoneEndMs } = speech.say(text, random.pick(VISITORS));
  // Into the answer: after its first words, before its last.
  const startMs = random.between(ROOM_BEFORE_MS + 600, Math.max(ROOM_BEFORE_MS + 700, answerEndMs - 400));
  return { text, samples, startMs, endMs: startMs + lastPhoneEndMs };
}
