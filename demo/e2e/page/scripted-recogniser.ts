/**
 * Replaces the browser's speech recogniser, which needs its vendor's service, before a call starts. The real
 * adapter runs against it; a test says what is heard and what fails.
 */

export interface ScriptedEars {
  /** Words so far of the utterance being spoken. */
  interim(text: string): void;
  /** The utterance is over. */
  final(text: string): void;
  /** The recogniser reports an error, then ends. */
  fail(error: string): void;
  /** How many recognisers are listening now. */
  listening(): number;
  /** How many runs were started so far. */
  starts(): number;
}

declare global {
  interface Window {
    ears: ScriptedEars;
  }
}

export function installScriptedRecogniser(): void {
  const running = new Set<ScriptedRecognition>();
  let starts = 0;

  class ScriptedRecognition extends EventTarget {
    lang = '';
    continuous = false;
    interimResults = false;
    maxAlternatives = 1;
    onstart: ((event: Event) => void) | null = null;
    onend: ((event: Event) => void) | null = null;
    onresult: ((event: Event) => void) | null = null;
    onerror: ((event: Event) => void) | null = null;
    #results: { transcript: string; final: boolean }[] = [];

    start(): void {
      if (running.has(this)) throw new DOMException('recognition has already started.', 'InvalidStateError');
      starts += 1;
      running.add(this);
      this.#results = [];
      queueMicrotask(() => {
        if (running.has(this)) this.tell(new Event('start'));
      });
    }
    stop(): void {
      this.end();
    }
    abort(): void {
      this.end();
    }
    tell(event: Event): void {
      this.dispatchEvent(event);
      const handlers: Record<string, ((event: Event) => void) | null> = {
        start: this.onstart,
        end: this.onend,
        result: this.onresult,
        error: this.onerror,
      };
      handlers[event.type]?.(event);
    }
    hear(transcript: string, final: boolean): void {
      const open = this.#results.at(-1);
      if (open === undefined || open.final) this.#results.push({ transcript, final });
      else this.#results[this.#results.length - 1] = { transcript, final };
      const results = this.#results.map((result) =>
        Object.assign([{ transcript: result.transcript, confidence: 0.9 }], { isFinal: result.final }),
      );
      this.tell(Object.assign(new Event('result'), { resultIndex: results.length - 1, results }));
    }
    end(): void {
      if (!running.delete(this)) return;
      queueMicrotask(() => {
        this.tell(new Event('end'));
      });
    }
  }

  Object.assign(window, {
    SpeechRecognition: ScriptedRecognition,
    webkitSpeechRecognition: ScriptedRecognition,
    ears: {
      interim: (text: string) => {
        for (const run of running) run.hear(text, false);
      },
      final: (text: string) => {
        for (const run of running) run.hear(text, true);
      },
      fail: (error: string) => {
        for (const run of running) {
          run.tell(Object.assign(new Event('error'), { error, message: '' }));
          run.end();
        }
      },
      listening: () => running.size,
      starts: () => starts,
    } satisfies ScriptedEars,
  });
}
