import { PhraseMelody } from './phrase-melody.js';
import { SilenceMeter } from './silence-meter.js';
import { oddsOfMore } from './utterance-completeness.js';

export type EndpointerEvent =
  /** The visitor has finished saying `text`; their voice ended at `endedAtMs`. */
  | { readonly type: 'commit'; readonly text: string; readonly endedAtMs: number; readonly atMs: number }
  /**
   * What was last committed should have been `text`. `rest` is what was added behind it, empty when only words in it
   * changed: whoever has answered aloud by now can send the rest as a turn of its own.
   */
  | {
      readonly type: 'correct';
      readonly text: string;
      readonly rest: string;
      readonly endedAtMs: number;
      readonly atMs: number;
    };

export interface EndpointerOptions {
  /** BCP 47; asked at every judgement, for it may change during a call. */
  readonly lang: () => string;
  /** Whether nothing is to be committed but by `flush`. */
  readonly manual?: () => boolean;
  readonly onEvent: (event: EndpointerEvent) => void;
}

/**
 * Silence after the last voice that ends a turn: the shortest for words that are likely all, more with the odds that
 * others follow. Tuned on the folds of `npm run bench -- endpointing --learn` for at most two turns in a hundred cut
 * short: half of the pauses inside a turn are over within 450 ms there, all but one in two hundred within 1,600 ms.
 */
const SHORTEST_PATIENCE_MS = 415;
const LONGEST_PATIENCE_MS = 1600;
/** The longest where the recogniser has closed its utterance: it, too, has taken that for all. */
const CLOSED_PATIENCE_MS = 1000;
/** Log-odds of more to come below which words are taken for all. */
const WHOLE_ODDS = -3;
const PATIENCE_PER_NAT_MS = 1200;

/**
 * A recogniser runs behind the voice. When it has reported nothing since the voice ended, the last word may be
 * missing, so it gets this much longer.
 */
export const UNCONFIRMED_MS = 250;

/** Each pause inside a turn makes another likely: a hesitant visitor gets a quarter more patience, up to half as much again. */
export const HESITATION_FACTOR = 1.25;
export const MOST_PATIENT_FACTOR = 1.5;
export const HESITATION_MS = 250;

/** In a room as loud as the voice no silence is measured; there a text that stays the same for this long ends the turn. */
const UNCHANGED_MS = 2500;

/** As late as a recogniser's words are at most: sound that has brought none for so long after a final is not speech. */
const WORDLESS_MS = 2000;

/** A talker who pauses this long in it has a room that silence can be measured in. */
const BREATH_MS = 150;

/** Words that come so long after the last voice come of one that the microphone's loudness did not show. */
const UNMEASURED_MS = 1500;

/** Without a level for so long (an interrupted audio context) nobody knows what is silence: finals are taken at once. */
const LEVELS_LOST_MS = 2000;

/**
 * Decides when the visitor has finished: by silence on the microphone, by whether the words so far sound whole and by
 * whether the voice has fallen, long before most recognisers' own final result. Driven by its inputs alone: it has no
 * timer, so level reports must go on through silence. Without them it commits each final result as it comes.
 */
export class Endpointer {
  readonly #options: EndpointerOptions;
  readonly #meter = new SilenceMeter();
  readonly #melody = new PhraseMelody();
  /** Final results that are not committed yet. */
  #closed = '';
  /** The utterance the recogniser is still working on. */
  #interim = '';
  #resultAtMs = 0;
  #changedAtMs = 0;
  #levelAtMs = -Infinity;
  /** When it was last quiet for as long as a breath. */
  #breathAtMs = 0;
  #hesitation = 1;
  #turnHasVoice = false;
  /** Set while the recogniser may still revise what was committed. */
  #committed: string | undefined;

  constructor(options: EndpointerOptions) {
    this.#options = options;
  }

  /** What was heard and is not committed: all of the turn under way, or what was added to the last one. */
  get draft(): string {
    return this.#committed === undefined ? this.#text : restOf(this.#text, this.#committed);
  }

  /** Since when there has been a voice; `undefined` where none was heard, or no level is reported. */
  get voiceSinceMs(): number | undefined {
    return this.#meter.voiceSinceMs;
  }

  /**
   * The microphone's loudness, root mean square of full scale (0–1), about every 20 ms, and the pitch of a voice in
   * it, where one is known.
   */
  level(rms: number, atMs: number, pitchHz?: number): void {
    this.#levelAtMs = atMs;
    const before = this.#meter.lastVoiceAtMs;
    if (this.#meter.level(rms, atMs)) this.#noteVoice(before, atMs, pitchHz);
    else if (atMs - (before ?? atMs) >= BREATH_MS) this.#breathAtMs = atMs;
    this.#evaluate(atMs);
  }

  /** A result of the recogniser: the whole text of its current utterance so far. `final` closes the utterance. */
  heard(result: { readonly text: string; readonly final: boolean; readonly atMs: number }): void {
    const text = result.text.trim();
    this.#resultAtMs = result.atMs;
    if (comparable(text) !== comparable(this.#interim)) this.#changedAtMs = result.atMs;
    this.#interim = text;
    if (result.final) this.#close(result.atMs);
    else this.#evaluate(result.atMs);
  }

  /** The visitor has said that they have finished. */
  flush(atMs: number): void {
    this.#emit(atMs);
    this.reset();
  }

  /** Forgets the turn under way and what could be corrected, as after mute; the room's loudness stays known. */
  reset(): void {
    this.#closed = '';
    this.#interim = '';
    this.#committed = undefined;
    this.#beginTurn();
  }

  #beginTurn(): void {
    this.#hesitation = 1;
    this.#turnHasVoice = false;
    this.#melody.forget();
  }

  get #text(): string {
    return `${this.#closed} ${this.#interim}`.trim();
  }

  #noteVoice(before: number | undefined, atMs: number, pitchHz: number | undefined): void {
    if (pitchHz !== undefined) this.#melody.note(pitchHz, atMs);
    const resumed = before !== undefined && this.#turnHasVoice && atMs - before > HESITATION_MS;
    if (resumed) this.#hesitation = Math.min(MOST_PATIENT_FACTOR, this.#hesitation * HESITATION_FACTOR);
    this.#turnHasVoice = true;
  }

  #close(atMs: number): void {
    if (this.#committed !== undefined) {
      this.#emit(atMs);
      this.reset();
      return;
    }
    this.#closed = this.#text;
    this.#interim = '';
    if (atMs - this.#levelAtMs > LEVELS_LOST_MS && !this.#options.manual?.()) this.#emit(atMs);
    else this.#evaluate(atMs);
  }

  #evaluate(atMs: number): void {
    const text = this.#text;
    if (text === '' || this.#options.manual?.()) return;
    if (this.#isOver(text, atMs)) this.#emit(atMs);
  }

  #isOver(text: string, atMs: number): boolean {
    const measuredAtMs = this.#meter.lastVoiceAtMs ?? -Infinity;
    const isMeasured = this.#changedAtMs - measuredAtMs <= UNMEASURED_MS;
    const voiceEndedAtMs = isMeasured ? measuredAtMs : this.#changedAtMs;
    const silentMs = atMs - voiceEndedAtMs;
    const endHeight = this.#melody.heightAt(voiceEndedAtMs);
    const usualMs = patienceFor(oddsOfMore(text, this.#options.lang(), { endHeight }), this.#hesitation);
    const confirmed = this.#resultAtMs > voiceEndedAtMs;
    const isClosed = this.#interim === '';
    const patienceMs = isClosed
      ? Math.min(usualMs, CLOSED_PATIENCE_MS)
      : usualMs + (confirmed ? 0 : UNCONFIRMED_MS);
    // What has just become loud may be the next word.
    if (silentMs >= patienceMs && !this.#meter.isRising) return true;
    if (isClosed && atMs - this.#resultAtMs >= WORDLESS_MS) return true;
    const unchangedMs = atMs - Math.max(this.#changedAtMs, this.#breathAtMs);
    const mayEnd = isClosed || usualMs < LONGEST_PATIENCE_MS;
    return mayEnd && silentMs < BREATH_MS && unchangedMs >= UNCHANGED_MS;
  }

  #emit(atMs: number): void {
    const text = this.#text;
    const before = this.#committed;
    // Where no voice was measured, the last new word is the best there is.
    const endedAtMs = Math.min(atMs, this.#meter.lastVoiceAtMs ?? this.#changedAtMs);
    if (text === '' || comparable(text) === comparable(before ?? '')) return;
    const open = this.#interim !== '';
    this.#committed = open ? text : undefined;
    this.#closed = open ? this.#closed : '';
    this.#beginTurn();
    if (before === undefined) this.#options.onEvent({ type: 'commit', text, endedAtMs, atMs });
    else this.#options.onEvent({ type: 'correct', text, rest: restOf(text, before), endedAtMs, atMs });
  }
}

/**
 * How much silence ends a turn, in milliseconds.
 *
 * @param odds of more to come, as {@link oddsOfMore} has them.
 * @param hesitation multiplies what is more than the shortest: 1 to {@link MOST_PATIENT_FACTOR}.
 */
export function patienceFor(odds: number, hesitation: number): number {
  const extraMs = PATIENCE_PER_NAT_MS * hesitation * Math.max(0, odds - WHOLE_ODDS);
  return Math.min(LONGEST_PATIENCE_MS, SHORTEST_PATIENCE_MS + extraMs);
}

/** Recognisers change case and punctuation until the last moment; that is no other text. */
function comparable(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}' ]/gu, '')
    .replaceAll(/ +/g, ' ')
    .trim();
}

/** What follows in `text` where `before` ended; words in it may have been split, joined or changed meanwhile. */
function restOf(text: string, before: string): string {
  const spoken = text.split(/\s+/);
  const known = before.split(/\s+/);
  const last = comparable(known.at(-1) ?? '');
  // The last word may have moved by one place for every word that is one more or less now.
  const places = [0, 1, -1, 2, -2].map((shift) => known.length - 1 + shift);
  const end = places.find((place) => comparable(spoken[place] ?? '') === last) ?? known.length - 1;
  return spoken.slice(end + 1).join(' ');
}
