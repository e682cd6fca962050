import { createHash } from 'node:crypto';
import { toSamples, RATE_HZ, type FliteSpeech, type Speaker } from './flite-speech.js';
import { addNoise, joined } from './microphone-signal.js';
import { Random } from './random.js';
import { HELD_OUT, SHARES, SLOTS, type TurnKind } from './turn-texts.js';

/** One visitor's turn as the microphone hears it, with its true times. */
export interface SpokenTurn {
  readonly kind: TurnKind;
  readonly text: string;
  /** Every silence after the first word: the pauses, and what follows the last word. */
  readonly silences: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** ±1 at 16 kHz: room, speech, then two and a half seconds of room. */
  readonly samples: Float32Array;
  /** Where the first word begins. */
  readonly voiceStartMs: number;
  /** Where the last word's last phone ends. */
  readonly lastWordEndMs: number;
}

const VOICES: readonly Speaker[] = ['slt', 'rms', 'awb', 'kal16'];
/**
 * How long people pause inside what they say: log-normal, as Campione and Véronis found ("A large-scale multilingual
 * study of silent pause duration", Speech Prosody 2002, some 6,000 pauses). Of their three classes nine pauses in ten
 * here are medium (200–1,000 ms), one in twenty is brief and one in twenty long.
 */
const MEDIAN_PAUSE_MS = 447;
const PAUSE_DEVIATION = 0.49;

const ROOM_BEFORE_MS = 600;
const ROOM_AFTER_MS = 2500;

/** `count` held-out turns, the kinds in their shares, in random order. The same seed gives the same sounds. */
export function* spokenTurns(
  speech: FliteSpeech,
  { seed, count }: { readonly seed: number; readonly count: number },
): Generator<SpokenTurn> {
  const random = new Random(seed);
  const kinds = kindsInShares(count);
  for (let index = kinds.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random.next() * (index + 1));
    [kinds[index], kinds[other]] = [kinds[other] ?? 'plain', kinds[index] ?? 'plain'];
  }
  for (const kind of kinds) {
    const text = filledIn(random.pick(HELD_OUT[kind]), random);
    yield speak(speech, { kind, text, random });
  }
}

/** One turn of `sentence`. The same seed and sentence give the same words, voice, pauses and sounds. */
export function spokenTurn(
  speech: FliteSpeech,
  { kind, sentence, seed }: { readonly kind: TurnKind; readonly sentence: string; readonly seed: number },
): SpokenTurn {
  const random = new Random(seed + createHash('sha256').update(sentence).digest().readUInt32BE());
  return speak(speech, { kind, text: filledIn(sentence, random), random });
}

/** Puts a word into every slot of a sentence. */
export function filledIn(text: string, random: Random): string {
  return text.replaceAll(/\{(\w+)\}/g, (_slot, name: string) => random.pick(SLOTS[name] ?? []));
}

function kindsInShares(count: number): TurnKind[] {
  const kinds: TurnKind[] = [];
  const all: readonly TurnKind[] = ['hesitation', 'filler', 'list', 'numbers', 'clauses', 'afterthought'];
  for (const kind of all) {
    for (let nth = 0; nth < Math.round((count * SHARES[kind]) / 100); nth += 1) kinds.push(kind);
  }
  while (kinds.length < count) kinds.push('plain');
  return kinds;
}

function speak(
  speech: FliteSpeech,
  { kind, text, random }: { kind: TurnKind; text: string; random: Random },
): SpokenTurn {
  const voice = random.pick(VOICES);
  const phrases = text.split('|').map((phrase) => phrase.trim());
  const pieces: Float32Array[] = [silence(ROOM_BEFORE_MS)];
  const silences: { fromMs: number; toMs: number }[] = [];
  let lastWordEndMs = 0;
  // A pause is put into a sentence spoken as a whole: the voice stays up before it and falls at the end alone, if more
  // evenly than people's, which flatters whoever listens to melody.
  speech.sayInParts(phrases, voice).forEach((spoken, index) => {
    pieces.push(spoken);
    lastWordEndMs = lengthMs(pieces);
    pieces.push(silence(index < phrases.length - 1 ? pauseMs(random) : ROOM_AFTER_MS));
    silences.push({ fromMs: lastWordEndMs, toMs: lengthMs(pieces) });
  });
  const talkerDb = random.between(-12, 0);
  const roomDb = random.between(-66, -48);
  const samples = addNoise(joined(pieces), { gainDb: talkerDb, noiseDb: roomDb, random });
  return { kind, text, silences, samples, voiceStartMs: ROOM_BEFORE_MS, lastWordEndMs };
}

/** How long a visitor pauses. */
export function pauseMs(random: Random): number {
  return MEDIAN_PAUSE_MS * Math.exp(PAUSE_DEVIATION * random.normal());
}

function silence(ms: number): Float32Array {
  return new Float32Array(toSamples(ms));
}

function lengthMs(pieces: readonly Float32Array[]): number {
  return (1000 * pieces.reduce((sum, piece) => sum + piece.length, 0)) / RATE_HZ;
}
