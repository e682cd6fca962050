/**
 * Does what the first visitor will do, so that the ready line is a fact: fetches page and script, opens a
 * session, opens a call, and receives a byte of speech.
 */
import { PeerConnection, type DataChannel } from 'node-datachannel';

interface Session {
  readonly token: string;
  /** Absent with proxy signalling: the offer goes to the backend. */
  readonly key: string | undefined;
  /** Absolute. */
  readonly callsUrl: string;
  readonly speaks: boolean;
}

/** How long each step may take, in milliseconds. The first speech loads a voice. */
const STEP_TIMEOUT_MS = 20_000;

/**
 * @param pageUrl the demo page, on the backend's own origin.
 * @throws an Error naming the step that failed.
 */
export async function selfCheck(pageUrl: string): Promise<void> {
  const { origin } = new URL(pageUrl);
  await step('the page', async () => (await fetchOk(pageUrl)).text());
  await step('the script', async () => (await fetchOk(`${origin}/nutrina-voice.js`)).text());
  const session = await step('a session', () => openSession(origin));
  try {
    await step('a call', () => openCall(session));
    if (session.speaks) await step('a byte of speech', () => hearOneByte(origin, session.token));
  } finally {
    await api(origin, { method: 'DELETE', path: '/session', token: session.token });
  }
}

async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await withDeadline(run());
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The demo could not get ${what}: ${detail}`, { cause });
  }
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing came within ${STEP_TIMEOUT_MS / 1000} s`));
    }, STEP_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

async function fetchOk(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok)
    throw new Error(`${url} answered ${response.status} ${(await response.text()).slice(0, 200)}`);
  return response;
}

interface ApiRequest {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
}

function api(origin: string, { method, path, token, body }: ApiRequest): Promise<Response> {
  return fetchOk(`${origin}/api/realtime${path}`, {
    method,
    headers: {
      origin,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function openSession(origin: string): Promise<Session> {
  const response = await api(origin, {
    method: 'POST',
    path: '/session',
    body: { email: 'self-check@nutrina.example', mode: 'text' },
  });
  const reply: unknown = await response.json();
  const token = textAt(reply, 'session', 'token');
  const key = textAt(reply, 'signaling') === 'proxy' ? undefined : textAt(reply, 'key', 'value');
  const speaks = typeof reply === 'object' && reply !== null && 'tts' in reply && reply.tts !== null;
  // With proxy signalling relative to the session's own address.
  const callsUrl = new URL(textAt(reply, 'callsUrl'), `${origin}/api/realtime/session`).href;
  return { token, key, callsUrl, speaks };
}

/** Reads one string of an answer we do not trust yet. */
function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
  if (typeof found !== 'string') throw new Error(`the answer has no ${path.join('.')}`);
  return found;
}

async function openCall(session: Session): Promise<void> {
  const peer = new PeerConnection('self-check', { iceServers: [] });
  // The process cannot end before the closing of every channel has been reported to a handler.
  let channel: DataChannel | undefined;
  try {
    const offer = new Promise<string>((resolve) => {
      peer.onLocalDescription(resolve);
    });
    // The channel is created before the offer, as the protocol wants; handlers first, or the event is missed.
    channel = peer.createDataChannel('oai-events');
    channel.onClosed(() => undefined);
    const created = firstEvent(channel);
    const response = await exchange(session, await offer);
    peer.setRemoteDescription(await response.text(), 'answer');
    const event = await created;
    if (!event.includes('"session.created"')) throw new Error('the first event was not session.created');
  } finally {
    channel?.close();
    peer.close();
  }
}

function exchange({ key, token, callsUrl }: Session, sdp: string): Promise<Response> {
  if (key === undefined) {
    const headers = { origin: new URL(callsUrl).origin };
    return fetchOk(callsUrl, { method: 'POST', headers, body: new URLSearchParams({ token, sdp }) });
  }
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' };
  return fetchOk(callsUrl, { method: 'POST', headers, body: sdp });
}

function firstEvent(channel: DataChannel): Promise<string> {
  return new Promise((resolve, reject) => {
    channel.onMessage((message) => {
      resolve(typeof message === 'string' ? message : '');
    });
    channel.onError((message) => {
      reject(new Error(message));
    });
  });
}

async function hearOneByte(origin: string, token: string): Promise<void> {
  const response = await api(origin, { method: 'POST', path: '/tts', token, body: { text: 'Ready.' } });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  if (first?.value === undefined || first.value.byteLength === 0) throw new Error('the answer was empty');
}
