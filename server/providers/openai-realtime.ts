import OpenAI, { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { z } from 'zod';
import type {
  CallRequest,
  EphemeralKey,
  MintRequest,
  OpenedCall,
  RealtimeGateway,
  SessionProfile,
} from '../services/realtime-gateway.js';
import { UpstreamError, upstreamReason } from '../services/upstream-error.js';
import { sessionConfig, type RealtimeProfile } from './realtime-session-config.js';

export interface OpenAiRealtimeOptions {
  /** The `/v1` root. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly profile: RealtimeProfile;
  /** Milliseconds for one try. The SDK's own default is ten minutes. */
  readonly tryMs: number;
  /** Milliseconds for all tries together; also bounds the wait that an upstream asks for. */
  readonly deadlineMs: number;
}

/** OpenAI answers `{value, expires_at}`; relays in front of it may still answer in the beta's shape. */
const Secret = z.object({ value: z.string().min(1), expires_at: z.number() });
const SecretReply = z.union([Secret, z.object({ client_secret: Secret }).transform((r) => r.client_secret)]);

/** A Realtime server that speaks OpenAI's GA protocol: OpenAI, a relay, or a local one. */
export class OpenAiRealtime implements RealtimeGateway {
  readonly #client: OpenAI;
  readonly #profile: RealtimeProfile;
  readonly #deadlineMs: number;

  constructor({ baseUrl, apiKey, profile, tryMs, deadlineMs }: OpenAiRealtimeOptions) {
    this.#profile = profile;
    this.#deadlineMs = deadlineMs;
    this.#client = new OpenAI({
      baseURL: baseUrl,
      apiKey,
      timeout: tryMs,
      maxRetries: 1,
      fetch: (input, init) => fetchWithin(deadlineMs, input, init),
      // A redirect would carry the request somewhere the owner did not name.
      fetchOptions: { redirect: 'manual' },
      // The SDK reads these from the environment otherwise; its debug log contains whole bodies.
      organization: null,
      project: null,
      adminAPIKey: null,
      webhookSecret: null,
      logLevel: 'off',
    });
  }

  async mintKey({ profile, lifetimeSeconds, signal }: MintRequest): Promise<EphemeralKey> {
    const reply: unknown = await guarded(signal, this.#deadlineMs, (joined) =>
      this.#client.realtime.clientSecrets.create(
        {
          expires_after: { anchor: 'created_at', seconds: lifetimeSeconds },
          session: sessionConfig(this.#profile, profile),
        },
        { signal: joined, headers: identifying(profile) },
      ),
    );
    const secret = SecretReply.safeParse(reply);
    if (!secret.success) throw new UpstreamError('failed', { cause: secret.error });
    return { value: secret.data.value, expiresAt: secret.data.expires_at };
  }

  async openCall({ profile, offerSdp, signal }: CallRequest): Promise<OpenedCall> {
    return guarded(signal, this.#deadlineMs, async (joined) => {
      const response = await this.#client.realtime.calls.create(
        { sdp: offerSdp, session: sessionConfig(this.#profile, profile) },
        // A repeated exchange could leave a second, billed call behind that nobody joins.
        { signal: joined, maxRetries: 0, headers: identifying(profile) },
      );
      const answerSdp = await response.text();
      if (!answerSdp.startsWith('v=0')) throw new UpstreamError('failed', { status: response.status });
      const callId = callIdOf(response.headers.get('location'));
      return { answerSdp, ...(callId === undefined ? {} : { callId }) };
    });
  }

  async hangUp(callId: string): Promise<void> {
    try {
      await guarded(new AbortController().signal, this.#deadlineMs, (joined) =>
        this.#client.realtime.calls.hangup(callId, { signal: joined }),
      );
    } catch (error) {
      if (error instanceof UpstreamError && error.status === 404) return;
      throw error;
    }
  }
}

/**
 * The SDK waits for as long as it is asked to. A wait that does not fit into our time is none: the visitor would hear
 * that the provider is slow, and the owner not why it refused.
 */
async function fetchWithin(
  limitMs: number,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Promise<Response> {
  const response = await fetch(input, init);
  if (askedToWaitMs(response.headers) < limitMs) return response;
  const headers = new Headers(response.headers);
  headers.set('x-should-retry', 'false');
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}

/** As the SDK reads it: `retry-after-ms`, or `Retry-After` in seconds or as a date. */
function askedToWaitMs(headers: Headers): number {
  const exactMs = headers.get('retry-after-ms');
  if (exactMs !== null) return Number(exactMs) || 0;
  const asked = headers.get('retry-after') ?? '';
  return Number(asked) * 1000 || Date.parse(asked) - Date.now() || 0;
}

function identifying({ safetyIdentifier }: SessionProfile): Record<string, string> {
  return { 'OpenAI-Safety-Identifier': safetyIdentifier };
}

/** `Location: /v1/realtime/calls/rtc_…`, relative or absolute (OpenAI Realtime: create call). */
function callIdOf(location: string | null): string | undefined {
  const id = location?.split(/[?#]/)[0]?.split('/').at(-1);
  return id !== undefined && /^[\w-]{1,128}$/.test(id) ? id : undefined;
}

async function guarded<T>(
  signal: AbortSignal,
  deadlineMs: number,
  run: (joined: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await run(AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (signal.aborted) throw new UpstreamError('aborted', { cause: error });
    if (deadline.aborted) throw new UpstreamError('timeout', { cause: error });
    throw mapped(error);
  }
}

function mapped(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof APIUserAbortError) return new UpstreamError('aborted', { cause: error });
  if (error instanceof APIConnectionTimeoutError) return new UpstreamError('timeout', { cause: error });
  if (error instanceof APIError) {
    const status = typeof error.status === 'number' ? error.status : undefined;
    const code = typeof error.code === 'string' ? error.code : undefined;
    return new UpstreamError(upstreamReason(status, code), { status, cause: error });
  }
  return new UpstreamError('failed', { cause: error });
}
