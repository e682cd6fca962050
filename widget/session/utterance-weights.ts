/**
 * What the end of an English utterance tells about whether it goes on, by its words and its melody: the weights of a
 * logistic regression, its features chosen by an L1 penalty, in quarters of a nat. Learned on the tuning sentences of
 * `bench/listening`, cut off at their pauses: as Moonshine heard 3,100 of them (with signs and without), and as they are
 * written. `npm run bench -- endpointing --learn` learns them anew, and judges them by the sentences of each writer
 * that had no part in it.
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
export const BIAS = 11;

/**
 * By weight, positive where more is to come. `DxP$` the classes of the last words, `^DP` of the first, `D.x` of the
 * first and the last, `D` of any; `+7` seven words or more; `.word` the last and `word.` the first word; `,1` one comma,
 * `,2` more, with `&` where an “and” or “or” has come after the last; `~-2` a voice that ended more than −2 semitones
 * above where it is low, `~?` one that does not tell.
 */
export const WEIGHTS: Readonly<Record<string, string>> = {
  9: 'DxDx$',
  8: 'F$',
  5: '.the .to D$ ^PE even.',
  4: ',2 .and .i B.N NpDx$ NxPx$ P$ SDxx$ ^MS ^RV ^S ^SJ ^xI would. xd$',
  3:
    '.a .is .know .my .um .with ADxx$ BNNN$ BNx$ Bxx$ D.M FN$ Hxx$ I.e Ixx$ NNN$ NxDx$ PxPx$ Q$ Q.i ' +
    'SI$ Vp$ ^DG ^I ^IA ^J ^JM ^QA ^SD ^SI ^dA ^dB ^yS bring. iBx$ ipx$ my. p.x pODx$ right. the. ' +
    "there's. which. x.G xPG$ xxGx$ ~1.5 ~?",
  2:
    ',1 .about .er .may .so .uh A$ A.N A.p ADx$ AI$ AIVx$ AIx$ Ax$ BNN$ Bxp$ C$ CM$ DxP$ F.F FF$ I.O ' +
    'I.P I.d IV$ IxPx$ J.E J.i NC$ NN$ NNC$ ODx$ PA$ PG$ Q.D Q.F Q.I S.M Vx$ ^Dx ^E ^Ed ^Ie ^R ^Rx ' +
    "^Vx ^ix ^pD ^pI ^xO a. as. because. d$ does. dxx$ eDxx$ for. he's. i i'd. i've. if. now. pi$ " +
    "please. pxpx$ take. tell. they. this. was. we're. what's. who's. x.D xBxx$ xDx$ xDxP$ xDxp$ " +
    'xDxx$ xHDx$ xNx$ xPxx$ xxN$ xxNN$ xxx$ xxxN$ xxxx$ y.I ~-0.6',
  1:
    '+12 .for .not .now .of .today A.P A.x D.A D.F D.P DF$ DxPD$ Dxp$ H I I.F I.N I.V I.x IF$ IVx$ ' +
    'Ix$ M.x N$ Nx$ PN$ Pxx$ Q.P R.x S$ V.x VD$ ^A ^AD ^AI ^B ^BD ^BI ^Bi ^C ^JB ^Je ^Si ^d ^xV ^xx ' +
    "after. can. could. dx$ how. i'm. is. once. p since. we've. we. x.N xAI$ xC$ xD$ xG$ xGx$ xNN$ " +
    'xPx$ xxC$ yS$ ~-3 ~0 ~0.7',
  '-1':
    '+4 .it .me A.E A.G B$ B.x BMx$ BN$ Be$ Bx$ CDx$ D.E D.G D.N DG$ DGx$ DxE$ Dxe$ DxxR$ E F.E GPDx$ ' +
    'I.E IxO$ Ixp$ J.N JG$ Mpx$ Mx$ NxN$ P PDx$ PI$ PO$ Pi$ Q.E QDx$ S.p V$ ^Bx ^D ^DE ^FI ^FJ ^Gx ' +
    "^IV ^Ix ^JG ^NN ^Nx ^P ^PD ^PN ^QB ^Qx ^SB ^VO ^xD ^y ^yJ d.x i$ i.x isn't. it's. ix$ p$ px$ " +
    "sorry. that's. well. what. when. where. who. with. x.E x.O x.R x.p xBe$ xCDx$ xP$ xPD$ xPDx$ " +
    'xPI$ xPO$ xPi$ xSx$ xip$ xpDx$ xpx$ xx$ xxCx$ xxDx$ xxR$ xxxp$ xy$ y$ y.O y.x yJx$ you. ~-4',
  '-2':
    '+3 +5 ,1& .again .back .can .from .right .there .think AIV$ AIxp$ Axx$ B.e Bxe$ D.I D.y DMN$ ' +
    'DxN$ Dxx$ Dxxx$ G G.x GPx$ Gx$ H.x HDxx$ I.D I.I I.i I.p I.y IBe$ IH$ IxDx$ Ixip$ Ixpx$ J.I JN$ ' +
    'MG$ O$ Q Q.e S VDxx$ ^DD ^F ^G ^JD ^JN ^Jd ^LD ^Mp ^N ^Sx ^dx ^x ^xB ^xS ^xi ^xp ^yx about. d ' +
    "did. dxxx$ e e$ explain. give. his. i'll. only. our. p.R pE$ pN$ show. x x.i xBN$ xBx$ xE$ xI$ " +
    'xPd$ xR$ xdx$ xe$ xxP$ xxPx$ xxpx$ y.N yes.',
  '-3':
    '+10 +6 +7 .really .thanks A A.e AIxO$ AIxx$ Aix$ B.I BDxe$ C DxBN$ Gp$ I.B IHDx$ IVdx$ Ixxx$ L ' +
    'MxDx$ N.N NxNN$ Nxx$ Op$ Pd$ Q.V QAIV$ QPx$ SBDx$ Sx$ Vdx$ ^Ai ^IM ^M ^QS ^iA ^px ^xP d.P d.V ' +
    'dPi$ dxPx$ iAx$ may. no. not. ppDx$ so. whose. x$ xIV$ xN$ xxPN$ xxPi$ y',
  '-4': "+2 ,2& .please .you Bi$ F G$ M R$ ^DN ^QG any. i.N pI$ pNN$ pdx$ pxDx$ where's. xxp$",
  '-5': '+8 R ^L',
  '-7': 'E$',
};
