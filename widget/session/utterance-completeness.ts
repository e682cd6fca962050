/** How much a text sounds as if its speaker had finished. */
export type Completeness =
  /** A whole question, request or answer: nothing needs to follow. */
  | 'finished'
  /** Could end here and could go on, as most statements can. */
  | 'open'
  /** Something must follow: a filler, a conjunction, half a clause, a number being read out. */
  | 'unfinished';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** No English utterance that is over ends in one of these, bar "what is it for", which then waits a little longer. */
const HANGING = words(
  'a an the and or but nor so because cause if when while which who whose whether than as since ' +
    'although though unless until like of in into on onto at by for from with without about between ' +
    'during per via to toward towards under over versus vs plus minus except including my your his her ' +
    'our their its each every other such very really quite just only even also around almost ' +
    'approximately roughly instead am is are was were be been being do does did have has had can could ' +
    "will would should may might must shall i'm you're we're they're it's that's there's what's who's " +
    "i've we've i'll we'll i'd we'd gonna wanna going want wants trying i he she we they what how why " +
    "where um uh uhm erm er eh hmm hm ah mm well actually maybe perhaps basically not don't doesn't " +
    "didn't can't couldn't won't wouldn't shouldn't isn't aren't ate drank bought tried",
);

/** As often before a noun as in its place. */
const DANGLING = words('this these those some any another several both all more less much many');

/** A number is being dictated, whatever the recogniser takes its digits for. */
const DICTATION = /(?:number|code|address|birthday|born on)(?: is| at| to)?(?: \S+)+$/;

/** Said while looking for the next word. */
const HANGING_PHRASE =
  /(?:^| )(?:you know|i mean|i think|i guess|let me (?:see|think)|how about|what about|i wonder)$/;

/** "Explain what iron does": asked within a request, the auxiliary may come last. */
const EXPLAINED =
  /(?:^| )(?:explain|tell|know|show|understand)(?: me| us)? what (?:\S+ ){1,2}(?:does|means)$/;

const WH = words("what what's which who who's whose when where where's why how how's");
const AUXILIARY = words(
  "is are am was were do does did can could will would should may might must shall have has had isn't aren't don't " +
    "doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't",
);
/** Auxiliaries that a bare verb must still follow, when a noun of two words stands between. */
const DO_LIKE = words("do does did can could will would should may might must don't doesn't didn't can't");
const DETERMINER = words('a an the my your his her our their this that these those some any');
/** Verbs that ask without an auxiliary: "what happens when I eat oatmeal". */
const ASKING = words('happens causes makes helps means contains works comes goes counts');
const REQUEST = words(
  'tell show give explain find recommend suggest help describe compare calculate list make plan send book order open ' +
    'call cancel change remind repeat remove add stop start read',
);
const SUBJECT = /^(?:i|you|we|they|it|he|she|there)(?:'\w+)?$/;
const SUBORDINATE = words('if because since after before while although though unless once whenever when as');
/** Asked with "can I …" or "do you …", these still lack what is eaten, taken or made. */
const TRANSITIVE = words(
  'have eat take use drink buy make get give tell want need like mean put add find recommend suggest include ' +
    'contain combine replace avoid know say cook show me',
);
const PRONOUN = words('it me them him us here');
/** "Which has more iron": two things at least are still to be named. */
const COMPARISON = /^which (?!.* (?:or|than|and) ).*\b(?:more|less|better|best|healthier)\b/;
/** "Can I mix rice": with what? */
const PAIRING =
  /\b(?:mix|mixed|combine|compare|between|difference|choose|either|both)\b(?!.* (?:and|with|or|to|than) )/;
/** "Make a plan with rice": the first of several, as often as not. */
const ACCOMPANIED = / (?:with|without)(?: \S+){1,2}$/;
/** What closes most statements: when, or an opinion of few words. */
const CLOSING =
  /(?: \S+){2} (?:today|yesterday|tomorrow|tonight|every (?:day|week|morning|evening)|in the (?:morning|afternoon|evening)|at (?:night|noon)|(?:feel|am|is|are|get)s?(?: always| so| very| too)? (?:tired|hungry|thirsty|sick|full|fine|better|worse)|good (?:together|for you)|years old|very much|as well|at home)$|^(?:that|it|this)(?:'s| is| was| sounds?| looks?)(?: \S+){0,2} (?:good|great|fine|nice|perfect|right|wrong|true|enough|better|interesting|expensive|okay|all|it)$/;
/** What people say before they begin. */
const OPENER = words(
  'so and but okay ok well hey hi hello please um uh er erm now then yes yeah no also right',
);
const NUMBER_WORD =
  /^(?:\d.*|oh|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|point|double|triple|half)$/;
const SHORT_ANSWER =
  /^(?:(?:yes|yeah|yep|no|nope|okay|ok|sure|right|correct|exactly|stop|thanks|hello|hi|bye|goodbye|great|perfect|never ?mind|please|of course|not really|not yet|thank you|no thanks|that's (?:all|it|right|fine)|go (?:on|ahead)|all right|sounds good|good (?:morning|evening|afternoon)|i don't know|i(?:'d| would) like that|very much|so much) ?)+$/;
const COURTESY_END = / (?:please|thanks|thank you|thank you very much)$/;

/**
 * Judges an interim transcript. Words weigh more than signs: browsers' recognisers give none, others guess at
 * them after every pause.
 *
 * @param lang BCP 47. Other languages than English are judged by their punctuation alone, and are `open` without.
 */
export function completenessOf(text: string, lang: string): Completeness {
  const trimmed = text.trim();
  if (!/[\p{L}\p{N}]/u.test(trimmed)) return 'unfinished';
  if (/(?:[,;:،、，—–-]|\.\.\.?|…)$/u.test(trimmed)) return 'unfinished';
  if (!/^en\b/i.test(lang)) return /[.?!。？！؟।]$/u.test(trimmed) ? 'finished' : 'open';
  return ofEnglish(englishWords(trimmed), trimmed.endsWith('?'));
}

function englishWords(text: string): readonly string[] {
  const plain = text.toLowerCase().replaceAll('’', "'");
  return plain.match(/[\p{L}\p{N}]+(?:['.,:][\p{L}\p{N}]+)*/gu) ?? [];
}

function ofEnglish(all: readonly string[], questionMark: boolean): Completeness {
  const whole = all.join(' ');
  if (SHORT_ANSWER.test(whole)) return 'finished';
  const last = all.at(-1) ?? '';
  if (EXPLAINED.test(whole)) return 'finished';
  if (HANGING.has(last) || HANGING_PHRASE.test(whole) || NUMBER_WORD.test(last)) return 'unfinished';
  if (DANGLING.has(last)) return 'open';
  const start = all.findIndex((word) => !OPENER.has(word));
  const clause = start < 0 ? [] : all.slice(start);
  if (clause.length < 2) return 'open';
  if (COURTESY_END.test(whole)) return 'finished';
  const question = questionIn(clause);
  if (question !== undefined) {
    if (!isWholeQuestion(question)) return 'unfinished';
    if (COMPARISON.test(question.join(' ')) || PAIRING.test(whole)) return 'unfinished';
    return endsInMisheardArticle(question) ? 'open' : 'finished';
  }
  const first = clause[0] ?? '';
  if (SUBORDINATE.has(first)) {
    if (!hasMainClause(clause)) return 'unfinished';
    return CLOSING.test(whole) ? 'finished' : 'open';
  }
  if (DICTATION.test(whole)) return 'unfinished';
  if (REQUEST.has(first)) {
    if (PAIRING.test(whole) || TRANSITIVE.has(last)) return 'unfinished';
    return clause.length >= 4 && !ACCOMPANIED.test(whole) ? 'finished' : 'open';
  }
  if (TRANSITIVE.has(last)) return 'unfinished';
  return (questionMark && clause.length >= 4) || CLOSING.test(whole) ? 'finished' : 'open';
}

/** The words from where a question begins: at the start, or after a statement ("I train a lot, what should I eat"). */
function questionIn(clause: readonly string[]): readonly string[] | undefined {
  const [first = '', second = ''] = clause;
  const begins = (WH.has(first) && !(first === 'when' && !AUXILIARY.has(second))) || AUXILIARY.has(first);
  if (begins) return clause;
  const at = clause.findIndex(
    (word, index) =>
      index >= 3 &&
      ((WH.has(word) && (AUXILIARY.has(clause[index + 1] ?? '') || AUXILIARY.has(clause[index + 2] ?? ''))) ||
        (AUXILIARY.has(word) && SUBJECT.test(clause[index + 1] ?? ''))),
  );
  return at < 0 ? undefined : clause.slice(at);
}

/** "When I drink soda I cannot sleep": a second subject with a verb behind it. */
function hasMainClause(clause: readonly string[]): boolean {
  const subjects = clause.flatMap((word, index) => (SUBJECT.test(word) ? [index] : []));
  const last = subjects.at(-1) ?? clause.length;
  return subjects.length >= 2 && clause.length - last >= 3;
}

/**
 * "How much iron is in the …" reaches the page as "is in me" or "is it": an article that nothing follows yet is
 * heard as the nearest word that may stand alone.
 */
function endsInMisheardArticle(question: readonly string[]): boolean {
  const [before = '', last = ''] = question.slice(-2);
  // "Is it true that …": seldom the end, unless something is asked about it.
  if (last === 'that') return AUXILIARY.has(question[0] ?? '') && !HANGING.has(before);
  return question.length >= 4 && PRONOUN.has(last) && HANGING.has(before);
}

function isWholeQuestion(question: readonly string[]): boolean {
  const [first = ''] = question;
  const last = question.at(-1) ?? '';
  const wh = WH.has(first);
  const contracted = first.includes("'s");
  const auxiliaryAt = contracted ? 0 : question.findIndex((word) => AUXILIARY.has(word) || ASKING.has(word));
  // "How many calories": what is asked about it is still to come.
  if (auxiliaryAt < 0) return false;
  const auxiliary = question[auxiliaryAt] ?? '';
  const after = question.slice(auxiliaryAt + 1);
  if (after.length === 0 || (!wh && after.length < 2)) return false;
  // "Does the soup", "is it", "are there": a subject alone.
  if (DETERMINER.has(after[0] ?? '') && DO_LIKE.has(auxiliary) && after.length < 3) return false;
  if (DO_LIKE.has(auxiliary) && after.length < 2) return false;
  // "Is there any iron": rarely all of it.
  if (after[0] === 'there' && after.length < 4) return false;
  if (after.length === 1 && /^(?:there|it)$/.test(after[0] ?? '') && !/^(?:what|who|where|how)$/.test(first))
    return false;
  // "What should I eat" asks for what is eaten, "what happens when I eat" does not.
  const asked = /^(?:what|which|who|how (?:much|many) )/.test(question.join(' '));
  const object = asked && !question.slice(2).some((word) => SUBORDINATE.has(word));
  return object || !TRANSITIVE.has(last);
}
