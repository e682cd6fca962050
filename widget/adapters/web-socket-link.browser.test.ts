import { assert } from '@open-wc/testing';
import { VoiceError } from '../session/errors.js';
import type { EnterSocket, LinkEvent, PreparedLink, SocketPlace } from '../session/ports.js';
import { ManualClock } from '../testing/manual-clock.js';
import { settled } from '../testing/settled.js';
import { createWebSocketLink } from './web-socket-link.js';

const PLACE: SocketPlace = { url: 'wss://realtime.example/v1/realtime?model=m', key: 'ek_1' };
const CREATED = '{"type":"session.created"}';
const Original = WebSocket;

/** The platform's object as a server far away would have it; says what a test tells it to. */
class ScriptedSocket extends EventTarget {
  static readonly OPEN = Original.OPEN;
  static readonly made: ScriptedSocket[] = [];
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: unknown[] = [];
  binaryType: BinaryType = 'blob';
  readyState: number = Original.CONNECTING;

  constructor(url: string, protocols: readonly string[]) {
    super();
    this.url = url;
    this.protocols = protocols;
    ScriptedSocket.made.push(this);
  }

  send(data: unknown): void {
    if (this.readyState !== Original.OPEN) throw new DOMException('not open', 'InvalidStateError');
    this.sent.push(data);
  }

  close(): void {
    this.readyState = Original.CLOSED;
  }

  opens(): void {
    this.readyState = Original.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  says(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  refuses(code: string | null, closeCode: number): void {
    this.opens();
    this.says(JSON.stringify({ type: 'error', error: { code } }));
    this.ends(closeCode);
  }

  ends(code: number): void {
    this.readyState = Original.CLOSED;
    this.dispatchEvent(new CloseEvent('close', { code }));
  }
}

function lastSocket(): ScriptedSocket {
  const socket = ScriptedSocket.made.at(-1);
  if (!socket) throw new Error('There is no WebSocket.');
  return socket;
}

/** As the browser tells of `PLACE`, which the page's policy does not name. */
function tellViolation(): void {
  document.dispatchEvent(
    new SecurityPolicyViolationEvent('securitypolicyviolation', {
      blockedURI: PLACE.url,
      documentURI: location.href,
      effectiveDirective: 'connect-src',
      violatedDirective: 'connect-src',
      originalPolicy: '',
      statusCode: 0,
      disposition: 'enforce',
    }),
  );
}

interface Scene {
  readonly link: PreparedLink;
  readonly clock: ManualClock;
  readonly events: LinkEvent[];
  readonly lifetime: AbortController;
}

async function scene(): Promise<Scene> {
  const clock = new ManualClock();
  const events: LinkEvent[] = [];
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const onEvent = (event: LinkEvent): void => void events.push(event);
  const link = await createWebSocketLink(clock).prepare({ iceServers: [], signal, onEvent });
  return { link, clock, events, lifetime };
}

const unused = (): Promise<string> => Promise.reject(new Error('No offer is exchanged for a WebSocket.'));
const enter: EnterSocket = (open) => open(PLACE);

async function opened(): Promise<Scene> {
  const made = await scene();
  const opening = made.link.connect(unused, enter);
  lastSocket().opens();
  lastSocket().says(CREATED);
  await opening;
  return made;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'it did not reject',
    (reason: unknown) => reason,
  );
  return error instanceof VoiceError ? error.code : String(error);
}

describe('createWebSocketLink', () => {
  before(() => {
    Object.assign(globalThis, { WebSocket: ScriptedSocket });
  });
  after(() => {
    Object.assign(globalThis, { WebSocket: Original });
  });
  afterEach(() => {
    ScriptedSocket.made.length = 0;
  });

  it('opens nothing while it is prepared', async () => {
    const { events } = await scene();
    assert.deepEqual(events, [{ type: 'channel-state', state: 'connecting' }]);
    assert.equal(ScriptedSocket.made.length, 0);
  });

  it('is let in by the key as a subprotocol, never by the beta', async () => {
    await opened();
    assert.equal(lastSocket().url, PLACE.url);
    assert.deepEqual(lastSocket().protocols, ['realtime', 'openai-insecure-api-key.ek_1']);
  });

  it('is connected with the first event, which it hands on with all later ones', async () => {
    const { link, clock, events } = await scene();
    let isConnected = false;
    const opening = link.connect(unused, enter).then(() => (isConnected = true));
    lastSocket().opens();
    await settled();
    assert.isFalse(isConnected);
    lastSocket().says(CREATED);
    lastSocket().says('{"type":"error"}');
    lastSocket().says(new ArrayBuffer(8));
    await opening;
    assert.deepEqual(events.slice(1), [
      { type: 'channel-state', state: 'open' },
      { type: 'message', data: CREATED },
      { type: 'message', data: '{"type":"error"}' },
      { type: 'binary-message', sizeBytes: 8 },
    ]);
    assert.equal(clock.running, 0);
  });

  it('sends while it is open, and throws link-lost before and afterwards', async () => {
    const early = await scene();
    assert.throws(() => early.link.send('{}'), /not open/);
    const { link, events } = await opened();
    link.send('{"type":"response.create"}');
    assert.deepEqual(lastSocket().sent, ['{"type":"response.create"}']);
    lastSocket().ends(1001);
    assert.deepEqual(events.at(-1), { type: 'channel-state', state: 'closed' });
    assert.throws(() => link.send('{}'), /not open/);
  });

  const REFUSALS = [
    ['invalid_api_key', 3000, 'exchange-refused'],
    [null, 3000, 'exchange-refused'],
    ['invalid_model', 4000, 'model-unavailable'],
    ['insufficient_quota', 4000, 'quota-exhausted'],
    ['beta_api_shape_disabled', 4000, 'exchange-refused'],
  ] as const;
  for (const [code, closeCode, expected] of REFUSALS) {
    it(`rejects with ${expected} when the server says ${code} and closes with ${closeCode}`, async () => {
      const { link, events } = await scene();
      const result = codeOf(link.connect(unused, enter));
      lastSocket().refuses(code, closeCode);
      assert.equal(await result, expected);
      assert.notInclude(
        events.map(({ type }) => type),
        'message',
        'a refusal is no event of the session',
      );
    });
  }

  it('rejects with exchange-refused for the close code alone', async () => {
    const { link } = await scene();
    const result = codeOf(link.connect(unused, enter));
    lastSocket().ends(3000);
    assert.equal(await result, 'exchange-refused');
  });

  it('rejects with link-failed when nobody answers', async () => {
    const { link } = await scene();
    const result = codeOf(link.connect(unused, enter));
    lastSocket().ends(1006);
    assert.equal(await result, 'link-failed');
  });

  it('rejects with config-invalid when the page’s policy forbids it, of which the socket tells nothing', async () => {
    const { link, clock } = await scene();
    const result = codeOf(link.connect(unused, enter));
    tellViolation();
    assert.equal(await result, 'config-invalid');
    assert.equal(lastSocket().readyState, Original.CLOSED);
    assert.equal(clock.running, 0);
  });

  it('rejects with config-invalid where the policy lets no socket be made, and is told of afterwards', async () => {
    const forbid = function (): never {
      // Firefox's own kind of exception.
      throw new DOMException('', 'NS_ERROR_CONTENT_BLOCKED');
    };
    Object.assign(globalThis, { WebSocket: forbid });
    const { link, clock } = await scene();
    const result = codeOf(link.connect(unused, enter));
    Object.assign(globalThis, { WebSocket: ScriptedSocket });
    await clock.advance(49);
    tellViolation();
    assert.equal(await result, 'config-invalid');
    assert.equal(clock.running, 0);
  });

  it('rejects with link-failed and closes when the server is silent for ten seconds', async () => {
    const { link, clock } = await scene();
    const result = codeOf(link.connect(unused, enter));
    lastSocket().opens();
    await clock.advance(10_000);
    assert.equal(await result, 'link-failed');
    assert.equal(lastSocket().readyState, Original.CLOSED);
    assert.equal(clock.running, 0);
  });

  it('rejects with link-failed where the browser refuses the address', async () => {
    Object.assign(globalThis, { WebSocket: Original });
    const { link, clock } = await scene();
    const result = codeOf(link.connect(unused, (open) => open({ url: 'wss://ok.example', key: 'no key' })));
    Object.assign(globalThis, { WebSocket: ScriptedSocket });
    await clock.advance(50);
    assert.equal(await result, 'link-failed');
    assert.equal(clock.running, 0);
  });

  it('may be let in a second time with another key', async () => {
    const { link } = await scene();
    const opening = link.connect(unused, async (open) => {
      assert.equal(await codeOf(open(PLACE)), 'exchange-refused');
      await open({ ...PLACE, key: 'ek_2' });
    });
    lastSocket().refuses('invalid_api_key', 3000);
    await settled();
    lastSocket().opens();
    lastSocket().says(CREATED);
    await opening;
    assert.equal(ScriptedSocket.made.length, 2);
    link.send('{}');
    assert.deepEqual(lastSocket().sent, ['{}']);
  });

  it('rejects with aborted and closes when it is ended while it opens', async () => {
    const { link, clock, lifetime } = await scene();
    const result = codeOf(link.connect(unused, enter));
    lifetime.abort();
    assert.equal(await result, 'aborted');
    assert.equal(lastSocket().readyState, Original.CLOSED);
    assert.equal(clock.running, 0);
  });

  it('tells nothing after close(), and can be closed twice', async () => {
    const { link, events } = await opened();
    link.close();
    link.close();
    const before = events.length;
    lastSocket().says(CREATED);
    lastSocket().ends(1000);
    assert.equal(events.length, before);
    assert.equal(lastSocket().readyState, Original.CLOSED);
  });

  it('makes nothing when it is ended before it begins', async () => {
    const { link, lifetime } = await scene();
    lifetime.abort();
    assert.equal(await codeOf(link.connect(unused, enter)), 'aborted');
    assert.equal(ScriptedSocket.made.length, 0);
  });

  it('has no track to send sound on', async () => {
    const { link } = await opened();
    await link.replaceTrack(null);
    const context = new AudioContext();
    const [track = null] = new MediaStreamAudioDestinationNode(context).stream.getAudioTracks();
    assert.equal(await codeOf(link.replaceTrack(track)), 'link-failed');
    track?.stop();
    await context.close();
  });
});
