import { endsOrdinaryWord, isAbbreviation } from './abbreviations.js';
import { speechWeight } from './speech-weight.js';

/** A stretch of an item's text that is spoken in one go. Offsets are UTF-16 units of the whole item's text. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface SplitterOptions {
  /** No piece is longer. */
  readonly maxCharacters: number;
  /** Let the first piece be a clause: worth 190 ms to the first word on average, 700 where sentences are long. */
  readonly firstClause: boolean;
  /** BCP 47. Tells where "3." is an ordinal. */
  readonly lang: string;
}

/** Shorter than this a clause sounds clipped, and its successor would have to be ready too soon. */
const LEAST_CLAUSE_CHARACTERS = 30;
/** Twenty-odd seconds of speech. Who writes on without a full stop is spoken anyway. */
const LONGEST_PIECE_CHARACTERS = 350;

/** Written without a space behind them, and never part of a number or a name: sure boundaries. */
const SURE = '。！？｡؟۔।॥';
const LATIN = '.!?…';
/** Quotes, brackets and markdown that belong to the sentence they close, and emoji that comment on it. */
const CLOSER =
  /["'”’»›)\]}」』】）〉》*_~`]|\u200d|\ufe0f|[\u{1f3fb}-\u{1f3ff}]|(?![0-9#*©®™])\p{Extended_Pictographic}/u;
const LATE_CLOSERS = /^["'”’»›)\]}」』】）〉》]+/;
const CLAUSE_MARK = /[,;:،؛，；：—–]/;
const WIDE_CLAUSE_MARK = /[，；：]/;
const ORDINAL_LANGUAGES = /^(de|da|nb|nn|no|fi|et|lv|cs|sk|pl|hu|hr|sr|sl|bs|tr|is)\b/;

const LINK = /^\[[^\]\n]*\]\([^)\n]*\)/;
/** Longer words are none of a link, and wait for no address. */
const UNFINISHED_LINK = /^\[[^\]\n]{0,150}(\](\([^)\n]*)?)?$/;

type Growth = 'growing' | 'paused' | 'finished';

/**
 * Cuts a text into sentences while it is being written. Prefers waiting one more delta to a wrong cut: a clever
 * boundary gains 10 ms, a wrong one is heard.
 */
export class SentenceSplitter {
  readonly #maxCharacters: number;
  readonly #ordinals: boolean;
  #firstClause: boolean;
  #text = '';
  /** Where in the item's text `#text` begins. */
  #offset = 0;
  /** No boundary lies before this index of `#text`. */
  #scanned = 0;
  #endedSurely = false;

  constructor({ maxCharacters, firstClause, lang }: SplitterOptions) {
    this.#maxCharacters = Math.min(maxCharacters, LONGEST_PIECE_CHARACTERS);
    this.#firstClause = firstClause;
    this.#ordinals = ORDINAL_LANGUAGES.test(lang);
  }

  /** Adds text and returns the pieces it completes. */
  push(delta: string): readonly Piece[] {
    this.#text += this.#text === '' ? this.#withoutLateClosers(delta) : delta;
    return this.#cutAll('growing');
  }

  /** The text has not grown for a while: returns what looks finished without knowing what follows. */
  pause(): readonly Piece[] {
    return this.#cutAll('paused');
  }

  /** The text is complete: returns what is left. */
  finish(): readonly Piece[] {
    return this.#cutAll('finished');
  }

  /** A sure boundary does not wait for the quote that closes it: one that comes later begins no sentence. */
  #withoutLateClosers(delta: string): string {
    const late = this.#endedSurely ? (LATE_CLOSERS.exec(delta)?.[0].length ?? 0) : 0;
    this.#endedSurely = false;
    this.#offset += late;
    return delta.slice(late);
  }

  #cutAll(growth: Growth): readonly Piece[] {
    const pieces: Piece[] = [];
    for (let end = this.#nextCut(growth); end > 0; end = this.#nextCut(growth)) {
      const piece = this.#cut(end);
      if (piece !== undefined) pieces.push(piece);
    }
    return pieces;
  }

  /** The index at which a piece ends, or 0 while that is not known. */
  #nextCut(growth: Growth): number {
    for (; this.#scanned < this.#text.length; this.#scanned++) {
      const link = this.#link(growth);
      if (link === 'wait') break;
      this.#scanned += link;
      if (this.#scanned === this.#text.length) break;
      const index = this.#scanned;
      const end = this.#boundary(index, growth);
      if (end === 'wait') break;
      if (end === 0 || !isSpeakable(this.#text.slice(0, end))) continue;
      return this.#text.slice(0, end).trim().length > this.#maxCharacters ? this.#forcedCut() : end;
    }
    if (this.#text.trimEnd().length > this.#maxCharacters) return this.#forcedCut();
    return growth === 'finished' ? this.#text.length : 0;
  }

  /** How many signs further the scanned place is behind a link's words and address, in which nothing ends. */
  #link(growth: Growth): number | 'wait' {
    if (this.#text[this.#scanned] !== '[') return 0;
    const text = this.#text.slice(this.#scanned);
    if (growth === 'growing' && UNFINISHED_LINK.test(text)) return 'wait';
    return LINK.exec(text)?.[0].length ?? 0;
  }

  /** Where the sentence or clause whose mark stands at `index` ends; 0 if it does not end there. */
  #boundary(index: number, growth: Growth): number | 'wait' {
    const sign = this.#text[index] ?? '';
    if (sign === '\n') return index + 1;
    if (SURE.includes(sign)) return this.#afterClosers(index + 1);
    if (LATIN.includes(sign)) return this.#latinBoundary(index, growth);
    if (this.#firstClause && CLAUSE_MARK.test(sign)) return this.#clauseBoundary(index, growth);
    return 0;
  }

  /** Latin marks end a sentence only before white space, and only if what follows looks like a beginning. */
  #latinBoundary(index: number, growth: Growth): number | 'wait' {
    const end = this.#afterClosers(index + 1);
    const after = this.#text.slice(end);
    if (after.trim() === '' && !after.includes('\n')) {
      const ends =
        growth === 'growing' ? after !== '' && this.#isSure(index, end) : this.#endsInPause(index, growth);
      return ends ? end : 'wait';
    }
    if (!/^\s/.test(after)) return 0;
    if (/^[^\S\n]*\n/.test(after)) return this.#isListNumber(index) ? 0 : end;
    return this.#endsBefore(after.trimStart(), index) ? end : 0;
  }

  /** With white space behind it and an ordinary word before it, a mark need not wait for the next word. */
  #isSure(index: number, end: number): boolean {
    const sign = this.#text[index];
    // Behind a quote or a bracket, or after dots, the sentence may go on.
    if (end > index + 1 || sign === '…') return false;
    return sign !== '.' || endsOrdinaryWord(this.#text.slice(0, index + 1));
  }

  /** Who stops writing behind a mark has most likely ended the sentence. */
  #endsInPause(index: number, growth: Growth): boolean {
    return growth === 'finished' || this.#endsBefore('A', index);
  }

  #endsBefore(next: string, index: number): boolean {
    if (/^\p{Ll}/u.test(next)) return false;
    const sign = this.#text[index];
    if (sign === '!' || sign === '?' || sign === '…') return true;
    if (this.#isListNumber(index)) return false;
    const before = this.#text.slice(0, index + 1);
    if (this.#ordinals && /(^|[^\d.,])\d{1,2}\.$/.test(before)) return false;
    return !isAbbreviation(before, next);
  }

  /** "1." at the beginning of a line. */
  #isListNumber(index: number): boolean {
    return /(^|\n)[\s>*_-]*\d{1,3}\.$/.test(this.#text.slice(0, index + 1));
  }

  #clauseBoundary(index: number, growth: Growth): number | 'wait' {
    const clause = this.#text.slice(0, index + 1).trim();
    if (speechWeight(clause) < LEAST_CLAUSE_CHARACTERS) return 0;
    if (WIDE_CLAUSE_MARK.test(this.#text[index] ?? '')) return index + 1;
    const next = this.#text[index + 1];
    // "10,000", "12:30", "https:" go on without a space.
    if (next === undefined) return growth === 'finished' ? 0 : 'wait';
    return /\s/.test(next) ? index + 1 : 0;
  }

  #afterClosers(index: number): number {
    let end = index;
    for (const sign of this.#text.slice(index)) {
      if (!CLOSER.test(sign) && !LATIN.includes(sign) && !SURE.includes(sign)) break;
      end += sign.length;
    }
    return end;
  }

  /** The best place in a text that must not grow: after a clause, else between words, else anywhere. */
  #forcedCut(): number {
    const room = this.#text.slice(0, this.#maxCharacters);
    const afterClause = /^[^]*[,;:，；：、،؛—](?=\s|\p{L})/u.exec(room)?.[0].length ?? 0;
    if (afterClause >= this.#maxCharacters / 3) return afterClause;
    const afterWord = /^[^]*\S(?=\s)/.exec(room)?.[0].length ?? 0;
    if (afterWord > 0) return afterWord;
    // Not between the halves of a surrogate pair.
    return /[\ud800-\udbff]$/.test(room) ? room.length - 1 : room.length;
  }

  #cut(end: number): Piece | undefined {
    const raw = this.#text.slice(0, end);
    const start = this.#offset + raw.length - raw.trimStart().length;
    const text = raw.trim();
    this.#text = this.#text.slice(end);
    this.#offset += end;
    this.#scanned = 0;
    this.#endedSurely = SURE.includes(raw.at(-1) ?? ' ');
    if (text === '') return undefined;
    this.#firstClause = false;
    return { text, start, end: start + text.length };
  }
}

/** A piece of signs alone ("1.", "---", an emoji) waits for the words it belongs to. */
function isSpeakable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.replace(/^\s*\d{1,3}[.)]\s*$/, ''));
}
