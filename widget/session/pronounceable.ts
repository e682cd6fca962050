/** What is sent to be spoken, and where each of its UTF-16 units comes from in the text on the screen. */
export interface Pronounceable {
  readonly text: string;
  readonly origin: readonly number[];
}

interface Rule {
  readonly pattern: RegExp;
  /** What is spoken instead, as stretches of the match (so that their origin is known) or as a plain sign. */
  readonly spoken: (match: RegExpExecArray) => Spoken;
}
type Spoken = string | { readonly text: string; readonly at: number };

/** The first group of the match that took part: the words inside the signs. */
function inner(match: RegExpExecArray): Spoken {
  const text = match.slice(1).find((group) => group !== undefined) ?? '';
  return { text, at: match[0].indexOf(text) };
}

/** In order of precedence; every pattern is sticky, so that it is tried at one place only. */
const RULES: readonly Rule[] = [
  // Line starts: code fence, rule, table separator, heading, quotation, bullet, check box.
  {
    pattern: /(?:```|~~~)\w*|(?:[-*_][ \t]*){3,}(?=\n|$)|\|?[ \t]*:?-{2,}[-:| \t]*(?=\n|$)/y,
    spoken: () => '',
  },
  { pattern: /(?:#{1,6}|>|[-*+•](?: \[[ xX]\])?)[ \t]+/y, spoken: () => '' },
  // Images and links: their words.
  { pattern: /!?\[([^\]\n]*)\]\([^)\s]*(?:\s+"[^"\n]*")?\)/y, spoken: inner },
  { pattern: /\[\^?\d{1,3}\]|【[^】\n]*】/y, spoken: () => '' },
  // Addresses: the host says it all; nobody wants to hear a path spelled out.
  {
    pattern:
      /<?https?:\/\/(?:www\.)?([^\s/?#<>)\]]+[^\s/?#<>)\].,;:!?])(?:[/?#](?:[^\s<>)\]]*[^\s<>)\].,;:!?])?)?>?/y,
    spoken: inner,
  },
  // A tag, and not "a<b and c>d".
  {
    pattern: /<\/?[a-zA-Z][\w-]*(?:\s+[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s<>]*))*\s*\/?>/y,
    spoken: () => ' ',
  },
  { pattern: /\\([\\`*_{}[\]()#+\-.!|>~])/y, spoken: (match) => match[1] ?? '' },
  { pattern: /(?<=\s)\*(?=\s)|(?<=[\p{N})])\*(?=[\p{N}(])/uy, spoken: () => '×' },
  { pattern: /\*+|~~|`+/y, spoken: () => '' },
  // Emphasis by underscores stands at a word's edge; inside a word it is a name.
  { pattern: /_+(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_+/uy, spoken: () => '' },
  { pattern: /[ \t]*\|[ \t]*/y, spoken: () => ' ' },
  // Emoji, flags, keycaps and what glues them together. ©, ® and ™ are words.
  {
    pattern:
      /(?:(?![©®™])\p{Extended_Pictographic}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3|[\u{1f3fb}-\u{1f3ff}])+/uy,
    spoken: () => '',
  },
];
const LINE_RULES = 2;

/**
 * Makes a piece of an answer fit to be read aloud: no markdown signs, no addresses spelled out, no emoji. May
 * leave nothing, where there is nothing to say.
 */
export function pronounceable(source: string): Pronounceable {
  const writer = new SpokenWriter();
  for (let at = 0; at < source.length;) {
    const rules = isLineStart(source, at) ? RULES : RULES.slice(LINE_RULES);
    const match = firstMatch(rules, source, at);
    if (match === undefined) {
      writer.write(source[at] ?? '', at);
      at++;
      continue;
    }
    writeSpoken(writer, match.spoken, at);
    at += match.length;
  }
  return writer.result();
}

function isLineStart(source: string, at: number): boolean {
  return /(^|\n)[ \t>]*$/.test(source.slice(0, at));
}

function firstMatch(
  rules: readonly Rule[],
  source: string,
  at: number,
): { readonly spoken: Spoken; readonly length: number } | undefined {
  for (const { pattern, spoken } of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null && match[0] !== '') return { spoken: spoken(match), length: match[0].length };
  }
  return undefined;
}

function writeSpoken(writer: SpokenWriter, spoken: Spoken, at: number): void {
  if (typeof spoken === 'string') {
    for (const sign of spoken) writer.write(sign, at);
    return;
  }
  // The words of a link may hold signs of their own.
  const words = pronounceable(spoken.text);
  for (const [index, sign] of words.text.split('').entries()) {
    writer.write(sign, at + spoken.at + (words.origin[index] ?? 0));
  }
}

/** Collects what is spoken with single spaces and none at the ends. */
class SpokenWriter {
  #text = '';
  readonly #origin: number[] = [];

  write(sign: string, origin: number): void {
    const isSpace = /\s/.test(sign);
    if (isSpace && (this.#text === '' || this.#text.endsWith(' '))) return;
    this.#text += isSpace ? ' ' : sign;
    this.#origin.push(origin);
  }

  result(): Pronounceable {
    const text = this.#text.trimEnd();
    const hasWords = /[\p{L}\p{N}]/u.test(text);
    return hasWords ? { text, origin: this.#origin.slice(0, text.length) } : { text: '', origin: [] };
  }
}
