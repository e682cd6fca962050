import { EchoLevel } from './echo-level.js';
import { explainByEcho, spokenWords, type ExplainedWord } from './echo-words.js';

export type EchoVerdict =
  /** The visitor speaks. `text` is theirs, without the assistant's words around it. */
  | { readonly source: 'visitor'; readonly text: string }
  /** The assistant was heard through the microphone. */
  | { readonly source: 'echo' }
  /** Too little to tell yet: a later result of the utterance will. Its final is never `unsure`. */
  | { readonly source: 'unsure' };

export interface HeardUtterance {
  readonly text: string;
  readonly final: boolean;
  /** When the utterance began: its onset, or its first result. Says which utterance it is, too. */
  readonly startedAtMs: number;
  readonly atMs: number;
}

/** Sound under way in buffers and the room when playback ends: no echo begins later. */
const TAIL_MS = 300;

/** What is loud so long after playback has ended is no echo, in whatever words. */
const ECHO_GONE_MS = 600;

/** A recogniser's utterance reaches back at most this far. */
const MEMORY_MS = 20_000;

/** Utterances that were nothing but echo, since the visitor last got a word in, that make it persistent. */
const PERSISTENT_ECHOES = 4;

/** By words alone, less than this of an utterance is what recognisers make of a faint echo. */
const LEAST_SHARE = 0.4;

/** Said to interrupt, and enough on its own when nothing the assistant says sounds like it. */
const INTERRUPTION = /^(?:stop|wait|no|hey|quiet|enough|cancel|hold|sorry|excuse|okay)$/;

interface PlayedSentence {
  readonly words: readonly string[];
  readonly fromMs: number;
  untilMs: number;
}

interface Utterance {
  readonly startedAtMs: number;
  /** How many words it had before anything was played: those are the visitor's. */
  own: number;
  /** Unexplained words of the result before: only what stays is believed. */
  unexplained: readonly string[];
  /** Whether the microphone was louder than the echo during it. */
  loud: boolean;
}

/**
 * Tells a visitor who interrupts from the assistant's own voice coming back through the microphone, where the
 * browser's echo canceller lets it through. Two witnesses: what is being said, and how loud its echo can be. Driven
 * by its inputs alone.
 */
export class EchoGuard {
  readonly #level = new EchoLevel();
  #sentences: PlayedSentence[] = [];
  #utterance: Utterance | undefined;
  #echoes = 0;
  #levelKnown = false;
  #loudAtMs = -Infinity;

  /** A sentence of the assistant became audible. Ends the one before. */
  audible(text: string, atMs: number): void {
    this.#endSentence(atMs);
    this.#sentences = this.#sentences.filter((sentence) => sentence.untilMs > atMs - MEMORY_MS);
    this.#sentences.push({ words: spokenWords(text), fromMs: atMs, untilMs: Number.POSITIVE_INFINITY });
  }

  /** Nothing of the assistant is audible any more: its last sample was played, or it was stopped. */
  silent(atMs: number): void {
    this.#endSentence(atMs);
  }

  /** Loudness of what is played, root mean square of full scale, about every 20 ms. Without it only words are judged. */
  playedLevel(rms: number, atMs: number): void {
    this.#levelKnown = true;
    this.#level.played(rms, atMs);
  }

  /**
   * Loudness of the microphone, about every 20 ms and after `playedLevel` of the same moment.
   *
   * @returns whether somebody is louder than the echo can be: reason enough to interrupt, before any word is known.
   */
  level(rms: number, atMs: number): boolean {
    if (!this.#levelKnown || !this.#level.heard(rms, atMs)) return false;
    this.#loudAtMs = atMs;
    if (this.#utterance !== undefined) this.#utterance.loud = true;
    return this.isAudible(atMs);
  }

  /** Whether what the microphone hears at `atMs` may be the assistant. */
  isAudible(atMs: number): boolean {
    const last = this.#sentences.at(-1);
    return last !== undefined && atMs < last.untilMs + TAIL_MS;
  }

  /** Whether to stop listening while speaking, and say so: echo is all that is heard, again and again. */
  get advisesHalfDuplex(): boolean {
    return this.#echoes >= PERSISTENT_ECHOES;
  }

  /** Judges a result of the recogniser: the whole text of its current utterance so far. */
  judge(heard: HeardUtterance): EchoVerdict {
    const played = this.#playedSince(heard.startedAtMs);
    const utterance = this.#utteranceOf(heard);
    if (heard.final) this.#utterance = undefined;
    const spoken = heard.text.trim().split(/\s+/);
    if (played.length === 0 || heard.text === '' || this.#isAfterEcho(heard.startedAtMs)) {
      utterance.own = spoken.length;
      return this.#visitor(spoken);
    }
    const own = spoken.splice(0, utterance.own);
    const words = explainByEcho(spokenWords(spoken.join(' ')), played, utterance.loud);
    const unexplained = words.filter((word) => !word.echo).map(({ word }) => word);
    const believed = this.#isBelieved(unexplained, { utterance, words, final: heard.final });
    utterance.unexplained = unexplained;
    if (believed) own.push(...withoutEcho(spoken, words));
    if (own.length > 0) return this.#visitor(own);
    if (unexplained.length > 0 && !heard.final) return { source: 'unsure' };
    if (heard.final) this.#echoes += 1;
    return { source: 'echo' };
  }

  /** Somebody was still loud when no echo could be left. */
  #isAfterEcho(startedAtMs: number): boolean {
    const untilMs = this.#sentences.at(-1)?.untilMs ?? -Infinity;
    return startedAtMs >= untilMs && this.#loudAtMs >= untilMs + ECHO_GONE_MS;
  }

  #isBelieved(
    unexplained: readonly string[],
    { utterance, words, final }: { utterance: Utterance; words: readonly ExplainedWord[]; final: boolean },
  ): boolean {
    if (unexplained.length === 0) return false;
    const stayed = unexplained.filter((word) => utterance.unexplained.includes(word));
    if (utterance.loud) return stayed.length > 0 || final;
    // No louder than its echo can be: whatever the words have become, it is the assistant.
    if (this.#levelKnown && this.#level.ready) return false;
    // Without the level's word for it: a whole phrase of it, that a second look has not changed.
    if (stayed.some((word) => INTERRUPTION.test(word)) && unexplained.length === words.length) return true;
    const share = unexplained.length / words.length;
    return stayed.length >= 3 && longestStretch(words) >= 3 && share >= LEAST_SHARE;
  }

  #utteranceOf({ startedAtMs }: HeardUtterance): Utterance {
    if (this.#utterance?.startedAtMs !== startedAtMs) {
      const loud = this.#loudAtMs >= startedAtMs;
      this.#utterance = { startedAtMs, own: 0, unexplained: [], loud };
    }
    return this.#utterance;
  }

  #visitor(spoken: readonly string[]): EchoVerdict {
    this.#echoes = 0;
    return { source: 'visitor', text: spoken.join(' ') };
  }

  #playedSince(startedAtMs: number): readonly string[] {
    return this.#sentences
      .filter((sentence) => startedAtMs < sentence.untilMs + TAIL_MS)
      .flatMap((sentence) => sentence.words);
  }

  #endSentence(atMs: number): void {
    const last = this.#sentences.at(-1);
    if (last !== undefined) last.untilMs = Math.min(last.untilMs, atMs);
  }
}

function longestStretch(words: readonly ExplainedWord[]): number {
  let longest = 0;
  let length = 0;
  for (const { echo } of words) {
    length = echo ? 0 : length + 1;
    longest = Math.max(longest, length);
  }
  return longest;
}

/** Fewer words than this at an end may as well be the visitor's own, who often repeat one. */
const SURELY_ECHO_WORDS = 3;

/** Cuts the assistant's words off both ends; between the visitor's own they may be the visitor's, and stay. */
function withoutEcho(spoken: readonly string[], words: readonly ExplainedWord[]): readonly string[] {
  if (spoken.length !== words.length) return spoken;
  const leading = Math.max(
    0,
    words.findIndex((word) => !word.echo),
  );
  const trailing = words.length - 1 - words.findLastIndex((word) => !word.echo);
  const from = leading >= SURELY_ECHO_WORDS ? leading : 0;
  const to = trailing >= SURELY_ECHO_WORDS ? spoken.length - trailing : spoken.length;
  return spoken.slice(from, to);
}
