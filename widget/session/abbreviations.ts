/** Before a name, a number or a list: never the end of a sentence. */
const OPENING = new Set(
  (
    'mr mrs ms mx dr prof sr jr st mt ft rev gen col sgt capt lt cmdr gov sen rep hon pres messrs ' +
    'no nos nr num fig figs vol vols p pp ch sec art eq ed eds vs v cf viz approx ca resp max min avg esp incl excl ' +
    'z.b d.h u.a i.d.r bzw ggf evtl sog inkl zzgl mind hr fr dipl ing ' +
    'm mm mme mlle p.ex env ' +
    'sra dra ud uds pág núm p.ej ' +
    'e.g i.e'
  ).split(' '),
);

/** May also be a sentence's last word: only what follows tells. */
const AMBIGUOUS = new Set(
  (
    'a.m p.m etc usw al inc ltd co corp bros ave blvd rd dept est ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ' +
    'oz lb lbs tbsp tsp pt qt gal cal kcal hrs hr mins secs wk wks yr yrs'
  ).split(' '),
);

/**
 * Whether the full stop at the end of `before` belongs to its last word rather than to the sentence.
 *
 * @param next what follows after white space; not a small letter, which decides alone.
 */
export function isAbbreviation(before: string, next: string): boolean {
  const word = lastWord(before);
  const lower = word.toLowerCase();
  const beforeNumber = /^[\p{N}$€£]/u.test(next);
  // "no. 5" is a number, "Oh no. I see." an answer.
  if (lower === 'no' || lower === 'v' || lower === 'p' || lower === 'max' || lower === 'min')
    return beforeNumber;
  if (OPENING.has(lower)) return true;
  if (AMBIGUOUS.has(lower)) return beforeNumber && lower !== 'etc';
  // "U.S. Army", "Ph.D. Thesis": merging two sentences is heard as a pause less, cutting a name as a mistake.
  if (/^\p{L}{1,2}(\.\p{L}{1,2})+$/u.test(word)) return true;
  // "z. B.", "d. h."; but "1.3 g. It …" ends a sentence.
  if (/^\p{Ll}$/u.test(word)) return /^\p{L}\./u.test(next);
  return isInitial(before, word);
}

/** Whether the full stop at the end of `before` can only be the end of a sentence: an ordinary word stands before it. */
export function endsOrdinaryWord(before: string): boolean {
  const word = lastWord(before).toLowerCase();
  return /^\p{L}{2,}$/u.test(word) && !OPENING.has(word) && !AMBIGUOUS.has(word);
}

function lastWord(before: string): string {
  return /[\p{L}\p{N}.'’]*$/u.exec(before.slice(0, -1))?.[0] ?? '';
}

/** "J. R. Smith", "Dr. J. Smith", "George W. Bush"; but "vitamin C. It …" and "Plan B" without a name before it end a sentence. */
function isInitial(before: string, word: string): boolean {
  if (!/^\p{Lu}$/u.test(word) || word === 'I') return false;
  const previous = /([\p{L}.]+)\s+$/u.exec(before.slice(0, -2))?.[1];
  if (previous === undefined || /^(\p{Lu}\p{Ll}+|\p{L}\.)$/u.test(previous)) return true;
  return OPENING.has(previous.toLowerCase().replace(/\.$/, ''));
}
