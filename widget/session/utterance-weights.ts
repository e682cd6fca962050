/**
 * What the end of an English utterance tells about whether it goes on: the weights of a logistic regression, its
 * features chosen by an L1 penalty, in quarters of a nat. Learned on the `tuning` sentences of `bench/listening`, cut
 * off at their pauses: 435 of them as Moonshine heard them (with signs and without), all as they are written.
 * `npm run bench -- endpointing --learn` learns them anew, and judges them by folds that share no sentence.
 */

/** The closed classes of English. Every other word is a number `N`, or `G` …ing, `e` …ed, `L` …ly, or `x`. */
export const WORD_CLASSES: Readonly<Record<string, string>> = {
  // Determiners that a noun must follow.
  D: 'a an the my your his her our their its every each no',
  // Determiners that may stand alone.
  d: 'this that these those some any another several both all more less much many most which',
  // Prepositions.
  P:
    'of into onto from with without about between during per via toward towards under than as like ' +
    'until except near behind for at by',
  // Prepositions that are particles, too.
  p: 'in on to over after before through around up off out back',
  // Conjunctions.
  C: 'and or but nor plus',
  // Subordinators.
  S: 'if because since while although though unless whenever whether once so when where who',
  // Question words.
  Q: "what what's who's whose why how how's where's when's",
  // Forms of “be”.
  B: "is are am was were be been being isn't aren't wasn't weren't",
  // Auxiliaries.
  A:
    "do does did can could will would should may might must shall don't doesn't didn't can't cannot " +
    "couldn't won't wouldn't shouldn't has hasn't haven't",
  // “have”.
  H: 'have had',
  // Subjects.
  I: 'i you we they he she there',
  // “it”.
  i: 'it',
  // Subject and auxiliary in one.
  J:
    "i'm you're we're they're he's she's it's that's there's i've we've you've i'll we'll i'd we'd " +
    "you'd",
  // Objects.
  O: 'me him them us here',
  // Fillers.
  F: 'um uh uhm erm er eh hmm hm ah mm well oh actually maybe perhaps',
  // Adverbs before what they modify.
  M: 'very really quite just only even also too almost such other not never always usually often still',
  // Frequent verbs with an object.
  V:
    'need want make get give take find buy know tell say mean think see put use show send bring ' +
    'recommend explain',
  // “please”.
  R: 'please',
  // What often closes.
  E: 'today yesterday tomorrow tonight now again thanks anymore soon later',
  // Answers and greetings.
  y: 'yes yeah okay ok sure right hello hi bye sorry',
};

/** Before anything is known: most silences end a turn. */
export const BIAS = 5;

/**
 * By weight, positive where more is to come. `DP$` the classes of the last words, `^DP` of the first, `D.x` of the
 * first and the last, `D` of any; `7` the number of words, `8` or more; `.word` the last and `word.` the
 * first word.
 */
export const WEIGHTS: Readonly<Record<string, string>> = {
  6: '.to D$ F$',
  5: '1 ^Bi',
  4: '.i .know .the AI$ I.N Ox$ ^E ^Ie ^Qd ^xO d$ p.x which. xAI$',
  3:
    '.a .and .um 2 A.D BNx$ Bxp$ DN$ I.P I.d IA$ Ixx$ Jx$ N$ NN$ ^DG ^IA ^Px ^SD ^SI ^p d.x for. if. ' +
    'my. the. xC$ xxC$',
  2: '.uh 3 Ax$ C$ D.p H I.C Ix$ J ODx$ Q.D ^Ax ^I ^R ^Si ^dP ^yJ because. please. should. xxx$',
  1: '.my 4 F.F I PD$ S$ ^S ^iB i i. p$ pxx$ xp$',
  '-1': '.it D Dx$ ^AI ^B ^y can. i$ xDx$ xE$ xPx$',
  '-2':
    '6 A BN$ Bx$ F.x Mx$ PO$ Px$ Q.V Q.x R ^Bx ^QB ^Qx ^x ^xx e ix$ that. when. x$ xBN$ xCx$ xN$ xPO$ ' +
    'xi$ xpx$',
  '-3': '.please F Fx$ G Gp$ L L$ N PNN$ Pd$ Q R$ ^SB ^dx are. d ip$ no. where. xI$ xip$ yes. you.',
  '-4': '.here .over C Dxx$ E M NNx$ ^IM ^SA x xG$ y y$',
  '-5': 'DxN$ G$ I.p ^VO e$',
  '-6': '.you 7 AIV$ E$',
  '-10': '8',
};
