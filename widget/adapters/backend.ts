import { VoiceError } from '../session/errors.js';
import type { Clock } from '../session/ports.js';
import { withDeadline } from './deadline.js';
import { permittedFetch } from './permitted-fetch.js';

/** The session's address, to which the backend's other addresses are relative. */
export const SESSION_PATH = 'api/realtime/session';

/** A healthy backend answers in well under a second; a mint waits for the provider (reliability matrix K7). */
const ANSWER_WITHIN_MS = 8000;
const PROBE_WITHIN_MS = 3000;

/** The site owner's backend as a place: its address, and whether anybody is there. */
export class Backend {
  readonly #root: URL;
  readonly #clock: Clock;

  /** @throws VoiceError `config-invalid` when `server` is not an http(s) URL. */
  constructor(server: string, clock: Clock) {
    const root = URL.canParse(server) ? new URL(server) : undefined;
    if (root === undefined || !/^https?:$/.test(root.protocol)) {
      throw new VoiceError('config-invalid', `server="${server}" is not an http(s) URL.`);
    }
    // A backend may live under a path; without the slash its last part would be taken for a file and replaced.
    if (!root.pathname.endsWith('/')) root.pathname += '/';
    this.#root = root;
    this.#clock = clock;
  }

  /** The full address of `path`, which may also be absolute or another origin's. */
  url(path: string): string {
    return new URL(path, this.#root).href;
  }

  /**
   * Fetches `path` and hands the answer to `read`, all within the time limit.
   *
   * @throws VoiceError `aborted`, `backend-unreachable`, `config-invalid` where the page's own policy forbids it, or
   *   `origin-refused` when a backend is there but lets no page of this origin read it.
   */
  async request<T>(
    path: string,
    init: RequestInit & { readonly signal: AbortSignal },
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const expired = (): VoiceError =>
      new VoiceError(
        'backend-unreachable',
        `${this.url(path)} did not answer within ${ANSWER_WITHIN_MS} ms.`,
      );
    const limits = { clock: this.#clock, delayMs: ANSWER_WITHIN_MS, signal: init.signal, expired };
    return withDeadline(limits, async (signal) => read(await this.fetch(path, { ...init, signal })));
  }

  /**
   * `fetch` without a time limit, and without `no-store`, for which browsers also forget the preflight; whose failure to
   * connect is a `VoiceError`.
   */
  async fetch(path: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    const attempt = (): Promise<Response> =>
      permittedFetch(this.url(path), { credentials: 'omit', ...init }, this.#clock);
    try {
      return await attempt();
    } catch (cause) {
      if (init.signal.aborted) throw VoiceError.aborted();
      if (cause instanceof VoiceError) throw cause;
      const explained = await this.#explain(cause, init.signal);
      if (explained.code !== 'origin-refused') throw explained;
      // A line that was cut and is back looks the same; a refusal is the same twice.
      return await attempt().catch(() => {
        throw init.signal.aborted ? VoiceError.aborted() : explained;
      });
    }
  }

  /**
   * A refused origin, a dead server and a cut line are all the same TypeError to a page. A request that asks for
   * no permission to read tells them apart (reliability matrix K8).
   */
  async #explain(cause: unknown, signal: AbortSignal): Promise<VoiceError> {
    const unreachable = new VoiceError('backend-unreachable', `${this.#root.href} cannot be reached.`, {
      cause,
    });
    const limits = { clock: this.#clock, delayMs: PROBE_WITHIN_MS, signal, expired: () => unreachable };
    try {
      await withDeadline(limits, (probe) => fetch(this.url('healthz'), { mode: 'no-cors', signal: probe }));
    } catch {
      return signal.aborted ? VoiceError.aborted() : unreachable;
    }
    // What `Origin` says: null in a sandbox, where `location` would name one that is allowed already.
    return new VoiceError(
      'origin-refused',
      `${this.#root.href} answers, but not to pages of ${globalThis.origin}: add it to ALLOWED_ORIGINS.`,
      { cause },
    );
  }
}
