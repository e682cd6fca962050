import type { RecogniserEvent, RecogniserFailure, SpeechRecogniser } from '../session/ports.js';

/** The part of the Web Speech API that is used; the DOM's own types do not have it everywhere. */
interface PlatformRecogniser extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  start(track?: MediaStreamTrack): void;
  stop(): void;
  abort(): void;
}
type PlatformRecogniserClass = new () => PlatformRecogniser;

/** Web Speech API, SpeechRecognitionErrorCode. What is not here is `other`. */
const FAILURES = new Map<unknown, RecogniserFailure>([
  ['no-speech', 'no-speech'],
  ['aborted', 'aborted'],
  ['network', 'network'],
  ['not-allowed', 'denied'],
  ['service-not-allowed', 'unavailable'],
  ['audio-capture', 'no-microphone'],
  ['language-not-supported', 'unavailable'],
]);

/** Looked up anew every time: a page may bring its own recogniser, and tests do. */
function findClass(): PlatformRecogniserClass | undefined {
  const found: unknown =
    Reflect.get(globalThis, 'SpeechRecognition') ?? Reflect.get(globalThis, 'webkitSpeechRecognition');
  return isConstructor(found) ? found : undefined;
}

function isConstructor(value: unknown): value is PlatformRecogniserClass {
  return typeof value === 'function';
}

/** The browser's speech recogniser (Web Speech API), run by run. */
export function createWebSpeechRecogniser(): SpeechRecogniser {
  /** Chromium refuses a second recogniser of a page while the first is still ending. */
  let previousRun: Promise<void> = Promise.resolve();
  return {
    get available() {
      return findClass() !== undefined;
    },
    listen(options) {
      previousRun = previousRun.then(() => runOnce(options));
    },
  };
}

type ListenOptions = Parameters<SpeechRecogniser['listen']>[0];

/** Resolves when the platform is done with this run, or has said nothing for too long after an abort. */
function runOnce({ lang, track, onEvent, finish, signal }: ListenOptions): Promise<void> {
  const Recogniser = findClass();
  if (signal.aborted) return Promise.resolve();
  if (finish.aborted) {
    onEvent({ type: 'ended' });
    return Promise.resolve();
  }
  if (Recogniser === undefined) {
    fail(onEvent, 'other');
    return Promise.resolve();
  }
  const recogniser = make(Recogniser, lang);
  if (!recogniser) {
    fail(onEvent, 'other');
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    report(recogniser, { onEvent, signal });
    recogniser.addEventListener('end', () => resolve(), { once: true });
    finish.addEventListener('abort', () => recogniser.stop(), { once: true, signal });
    signal.addEventListener(
      'abort',
      () => {
        recogniser.abort();
        // Some failures are never followed by an end event: the next run must not wait for it for ever.
        AbortSignal.timeout(ABORT_GRACE_MS).addEventListener('abort', () => resolve(), { once: true });
      },
      { once: true },
    );
    if (!begin(recogniser, track)) {
      fail(onEvent, 'other');
      resolve();
    }
  });
}

const ABORT_GRACE_MS = 500;

/** Nothing where the platform, or what a page has put in its place, throws. */
function make(Recogniser: PlatformRecogniserClass, lang: string): PlatformRecogniser | undefined {
  try {
    return Object.assign(new Recogniser(), { lang, continuous: true, interimResults: true });
  } catch {
    return undefined;
  }
}

function fail(onEvent: (event: RecogniserEvent) => void, reason: RecogniserFailure): void {
  onEvent({ type: 'failed', reason });
  onEvent({ type: 'ended' });
}

/** Browsers without `start(track)` ignore the argument; those that refuse this one get to use their own capture. */
function begin(recogniser: PlatformRecogniser, track: MediaStreamTrack | undefined): boolean {
  for (const attempt of track === undefined ? [[]] : [[track], []]) {
    try {
      recogniser.start(...attempt);
      return true;
    } catch {
      continue;
    }
  }
  return false;
}

function report(
  recogniser: PlatformRecogniser,
  { onEvent, signal }: Pick<ListenOptions, 'onEvent' | 'signal'>,
): void {
  const merge = createMerger();
  recogniser.addEventListener('start', () => onEvent({ type: 'started' }), { signal });
  recogniser.addEventListener('end', () => onEvent({ type: 'ended' }), { signal });
  recogniser.addEventListener(
    'error',
    (event) => onEvent({ type: 'failed', reason: FAILURES.get(Reflect.get(event, 'error')) ?? 'other' }),
    { signal },
  );
  recogniser.addEventListener(
    'result',
    (event) => {
      for (const result of merge(event)) {
        if (signal.aborted) return;
        onEvent({ type: 'result', ...result });
      }
    },
    { signal },
  );
}

interface MergedResult {
  readonly text: string;
  readonly final: boolean;
}

/** Later, the same words are said anew. */
const TOLD_TWICE_WITHIN_MS = 1_000;

/**
 * A result event lists all results of the run; some are final and never change again, the rest is one utterance
 * in pieces of different certainty. In Chrome on Android each piece has all words of its utterance, what is called
 * final may be told twice, and on some phones every piece is called final (react-speech-recognition #31,
 * synaplan #924).
 */
function createMerger(): (event: Event) => readonly MergedResult[] {
  const repeats = isAndroid();
  let finished = 0;
  /** The last final, for as long as what follows may be the same utterance. */
  let said = '';
  let saidAtMs = 0;
  return (event) => {
    const results = resultsOf(event);
    const merged: MergedResult[] = [];
    let interim = '';
    for (const [index, { text, final }] of results.entries()) {
      if (index < finished) continue;
      interim = repeats ? text : interim + text;
      if (!final) {
        said = '';
        continue;
      }
      if (text === said && event.timeStamp - saidAtMs > TOLD_TWICE_WITHIN_MS) said = '';
      if (repeats && text.startsWith(said)) interim = text.slice(grownFrom(text, said));
      // Finals come in order; one behind an interim piece closes that piece's utterance too.
      if (!repeats || interim !== '') merged.push({ text: interim.trim(), final: true });
      said = text;
      saidAtMs = event.timeStamp;
      interim = '';
      finished = index + 1;
    }
    if (interim.trim() !== '') merged.push({ text: interim.trim(), final: false });
    return merged;
  };
}

/** Where `text`, which begins with `said`, has more: at the end of that, or where its last word began if that grew. */
function grownFrom(text: string, said: string): number {
  const lastWord = said.search(/(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}])[\p{L}\p{N}])+$/u);
  return lastWord >= 0 && /^[\p{L}\p{N}]/u.test(text.slice(said.length)) ? lastWord : said.length;
}

/** `event.results` is a list-like of list-likes; a replacement for the API may bring plain arrays. */
function resultsOf(event: Event): readonly MergedResult[] {
  const list: unknown = Reflect.get(event, 'results');
  const results: MergedResult[] = [];
  for (let index = 0; index < Number(property(list, 'length') ?? 0); index++) {
    const result = property(list, `${index}`);
    const best = property(result, '0');
    const text = property(best, 'transcript');
    // Chrome on Android calls everything final, and is sure of nothing until it is.
    const isUnsure = isAndroid() && property(best, 'confidence') === 0;
    const final = property(result, 'isFinal') === true && !isUnsure;
    results.push({ text: typeof text === 'string' ? text : '', final });
  }
  return results;
}

function isAndroid(): boolean {
  return navigator.userAgent.includes('Android');
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
