import { Worker, type Transferable } from 'node:worker_threads';

const ENTRY = new URL('./worker-entry.mjs', import.meta.url);

/** What a worker built with {@link WorkerCalls} in mind answers: the reply, or why there is none. */
export type WorkerAnswer<Reply> =
  { readonly id: number; readonly reply: Reply } | { readonly id: number; readonly error: string };

export interface WorkerQuestion<Request> {
  readonly id: number;
  readonly request: Request;
}

interface Waiter<Reply> {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * Questions to one worker thread, answered in order. The thread starts with the first question, holds the
 * process open only while one is unanswered, and is started afresh after a crash.
 */
export class WorkerCalls<Request, Reply> {
  readonly #file: URL;
  readonly #waiting = new Map<number, Waiter<Reply>>();
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  constructor(file: URL) {
    this.#file = file;
  }

  /** @throws (rejects) with what went wrong in the thread, or because it was closed. */
  ask(request: Request, transfer: readonly Transferable[] = []): Promise<Reply> {
    if (this.#closed) return Promise.reject(new Error('The worker has been closed.'));
    const worker = (this.#worker ??= this.#start());
    this.#lastId += 1;
    const id = this.#lastId;
    const question: WorkerQuestion<Request> = { id, request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage(question, transfer);
    });
  }

  /** Ends the thread; unanswered questions reject. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#rejectAll(new Error('The worker has been closed.'));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(ENTRY, { workerData: { module: this.#file.href } });
    worker.on('message', (answer: WorkerAnswer<Reply>) => {
      const waiter = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size === 0) worker.unref();
      if ('error' in answer) waiter?.reject(new Error(answer.error));
      else waiter?.resolve(answer.reply);
    });
    const fail = (reason: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#rejectAll(reason);
    };
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => fail(new Error(`The worker ended with code ${code}.`)));
    return worker;
  }

  #rejectAll(reason: Error): void {
    const waiters = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiter of waiters) waiter.reject(reason);
  }
}
