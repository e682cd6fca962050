import type { Clock, RecogniserEvent, SpeechRecogniser } from './ports.js';
import { RestartBudget } from './restart-budget.js';

/** A recogniser reports its start within 100 ms; one that says nothing for so long will say nothing at all. */
const FIRST_EVENT_WITHIN_MS = 8000;
/** Chromium leaves the end event out after some errors ("language-not-supported"). */
const END_AFTER_FAILURE_WITHIN_MS = 1000;
/** The browser's recognition service is asked once more before it counts as gone (reliability matrix S2). */
const NETWORK_RETRY_MS = 1000;
/** Chromium gives the last result within a second of being told to stop. */
const FINISH_WITHIN_MS = 1500;
/** Another run has begun by then, and whoever was speaking goes on. */
const CARRIED_FOR_MS = 3000;
/** A run that has lasted so long was no failed start: what came before it is forgiven. */
const HEALTHY_RUN_MS = 10_000;

/** Why nobody is listening any more. */
export type ListeningLoss =
  | 'unavailable' // this browser has no recogniser, or none for this site or language
  | 'denied'
  | 'no-microphone'
  | 'network'
  | 'stuck'; // it starts and nothing comes, or ends again and again

export type ListeningEvent =
  /** Words are heard from now on. Once per `start()` and `resume()`, not again for a silent restart. */
  | { readonly type: 'hearing' }
  /** The utterance so far, also when it has not changed. An empty text takes back what was shown. */
  | { readonly type: 'interim'; readonly text: string }
  /** Words that the recogniser is done with. */
  | { readonly type: 'utterance'; readonly text: string }
  /** It was told to finish, and has nothing more to say. */
  | { readonly type: 'finished' }
  /** The last event: nothing is tried any more. */
  | { readonly type: 'lost'; readonly reason: ListeningLoss };

export interface ListeningOptions {
  readonly clock: Clock;
  readonly recogniser: SpeechRecogniser;
  /** Asked at every run: a changed `lang` holds from the next run on. */
  readonly lang: () => string;
  /** The echo-cancelled track, if there is one; stays the caller's. Asked at every run. */
  readonly track: () => MediaStreamTrack | undefined;
  /** Ends it for good. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ListeningEvent) => void;
}

interface Run {
  /** Ends the run and its timers. */
  readonly over: AbortController;
  readonly finish: AbortController;
  /** Aborts the timer that waits for the next sign of life. */
  watch: AbortController;
  readonly beganAtMs: number;
  failure: 'none' | 'passing' | 'network';
}

type State =
  | { readonly name: 'idle' } // not started, or paused
  | { readonly name: 'running'; readonly run: Run }
  | { readonly name: 'waiting'; readonly over: AbortController }
  | { readonly name: 'over' };

/** Keeps the browser's recogniser listening through its habit of ending, and notices when it does not listen. */
export class Listening {
  readonly #options: ListeningOptions;
  readonly #restarts: RestartBudget;
  #state: State = { name: 'idle' };
  /** Whether `hearing` is still owed for the last `start()` or `resume()`. */
  #announce = false;
  /** Tries that have failed since it last worked. */
  #silentRuns = 0;
  #networkFailures = 0;
  #interim = '';
  /** Words of an utterance that an earlier run could not finish. */
  #carried = '';

  constructor(options: ListeningOptions) {
    this.#options = options;
    this.#restarts = new RestartBudget(options.clock.now());
    if (options.signal.aborted) this.close();
    else options.signal.addEventListener('abort', () => this.close(), { once: true });
  }

  /** Stops hearing and drops an unfinished utterance (mute). */
  pause(): void {
    if (this.#state.name === 'over') return;
    this.#leave({ name: 'idle' });
    this.#forgetWords();
  }

  /** Begins to listen, also again after `pause()`; `hearing` or `lost` follows. Nothing happens while it listens. */
  resume(): void {
    if (this.#state.name !== 'idle') return;
    this.#announce = true;
    this.#run();
  }

  /** The track is another one: what is said is heard there from now on, and goes on with the words there are. */
  renew(): void {
    if (this.#state.name !== 'running' || this.#state.run.finish.signal.aborted) return;
    this.#carry();
    this.#run();
  }

  /** Takes in no more sound; what was said is heard out, then `finished` follows. */
  finish(): void {
    if (this.#state.name !== 'running') return this.#finished();
    const { run } = this.#state;
    run.finish.abort();
    // It may have ended within that very call.
    if (this.#state.name === 'running') this.#watch(run, FINISH_WITHIN_MS, () => this.#handleEnd(run));
  }

  /** May be called twice. */
  close(): void {
    this.#leave({ name: 'over' });
  }

  #leave(next: State): void {
    if (this.#state.name === 'running') {
      this.#state.run.over.abort();
      this.#state.run.watch.abort();
    } else if (this.#state.name === 'waiting') this.#state.over.abort();
    this.#state = next;
  }

  #run(): void {
    const { recogniser, clock, lang } = this.#options;
    const track = this.#options.track();
    if (!recogniser.available) {
      this.#lose('unavailable');
      return;
    }
    const run: Run = {
      over: new AbortController(),
      finish: new AbortController(),
      watch: new AbortController(),
      beganAtMs: clock.now(),
      failure: 'none',
    };
    this.#leave({ name: 'running', run });
    this.#watch(run, FIRST_EVENT_WITHIN_MS, () => this.#handleSilence());
    recogniser.listen({
      lang: lang(),
      ...(track === undefined ? {} : { track }),
      finish: run.finish.signal,
      signal: run.over.signal,
      onEvent: (event) => {
        if (this.#state.name === 'running' && this.#state.run === run) this.#handle(run, event);
      },
    });
  }

  #watch(run: Run, delayMs: number, act: () => void): void {
    run.watch.abort();
    run.watch = new AbortController();
    this.#options.clock.after(delayMs, act, run.watch.signal);
  }

  #handle(run: Run, event: RecogniserEvent): void {
    // Only the end ends the wait for the end.
    if (!run.finish.signal.aborted) run.watch.abort();
    switch (event.type) {
      case 'started':
        this.#silentRuns = 0;
        if (this.#announce) this.#options.onEvent({ type: 'hearing' });
        this.#announce = false;
        return;
      case 'result':
        this.#handleResult(event.text, event.final);
        return;
      case 'failed':
        this.#handleFailure(run, event.reason);
        return;
      case 'ended':
        this.#handleEnd(run);
        return;
      default:
        event satisfies never;
    }
  }

  #handleResult(words: string, final: boolean): void {
    this.#networkFailures = 0;
    const text = joinWords(this.#carried, words);
    if (!final) {
      this.#interim = text;
      this.#options.onEvent({ type: 'interim', text });
      return;
    }
    this.#finishUtterance(text);
  }

  #finishUtterance(text: string): void {
    const shown = this.#interim;
    this.#forgetWords();
    if (text !== '') this.#options.onEvent({ type: 'utterance', text });
    else if (shown !== '') this.#options.onEvent({ type: 'interim', text: '' });
  }

  #handleFailure(run: Run, reason: Extract<RecogniserEvent, { type: 'failed' }>['reason']): void {
    switch (reason) {
      case 'denied':
      case 'no-microphone':
      case 'unavailable':
        this.#lose(reason);
        return;
      case 'network':
        run.failure = 'network';
        break;
      case 'no-speech':
      case 'aborted':
      case 'other':
        run.failure = 'passing';
        break;
      default:
        reason satisfies never;
    }
    this.#watch(run, END_AFTER_FAILURE_WITHIN_MS, () => this.#handleEnd(run));
  }

  #handleEnd(run: Run): void {
    if (this.#options.clock.now() - run.beganAtMs >= HEALTHY_RUN_MS) this.#networkFailures = 0;
    if (run.failure !== 'none') this.#carry();
    // A run that simply ends will not finish its utterance: the words it has are the visitor's words.
    else if (this.#interim !== '') this.#finishUtterance(this.#interim);
    // The listener may have paused or closed us.
    if (this.#state.name !== 'running' || this.#state.run !== run) return;
    if (run.finish.signal.aborted) {
      if (this.#interim !== '') this.#finishUtterance(this.#interim);
      return this.#finished();
    }
    if (run.failure === 'network') this.#retryNetwork();
    else this.#restart();
  }

  /** The next run goes on with the words there are; if nothing is added to them, they are the whole of it. */
  #carry(): void {
    const words = this.#interim;
    this.#carried = words;
    if (words === '') return;
    const { clock, signal } = this.#options;
    const finish = (): void => {
      const isAll = words === this.#carried && words === this.#interim;
      if (isAll && this.#state.name !== 'over') this.#finishUtterance(words);
    };
    clock.after(CARRIED_FOR_MS, finish, signal);
  }

  #finished(): void {
    this.pause();
    this.#options.onEvent({ type: 'finished' });
  }

  #retryNetwork(): void {
    this.#networkFailures++;
    if (this.#networkFailures > 1) {
      this.#lose('network');
      return;
    }
    const over = new AbortController();
    this.#leave({ name: 'waiting', over });
    this.#options.clock.after(NETWORK_RETRY_MS, () => this.#restart(), over.signal);
  }

  #handleSilence(): void {
    this.#silentRuns++;
    if (this.#silentRuns > 1) this.#lose('stuck');
    else this.#restart();
  }

  #restart(): void {
    if (this.#restarts.take(this.#options.clock.now())) this.#run();
    else this.#lose('stuck');
  }

  #lose(reason: ListeningLoss): void {
    this.#leave({ name: 'over' });
    this.#options.onEvent({ type: 'lost', reason });
  }

  #forgetWords(): void {
    this.#interim = '';
    this.#carried = '';
  }
}

function joinWords(before: string, after: string): string {
  return [before, after.trim()].filter((words) => words !== '').join(' ');
}
