import { assert } from '@open-wc/testing';
import { VoiceError } from '../session/errors.js';
import type { LinkEvent, PreparedLink } from '../session/ports.js';
import { ManualClock } from '../testing/manual-clock.js';
import { browserClock } from './browser-clock.js';
import { createWebRtcLink } from './web-rtc-link.js';

/** The other side, as a provider: answers an offer and greets on the open channel. */
class Answerer {
  readonly peer = new RTCPeerConnection();
  readonly received: unknown[] = [];
  readonly channel: Promise<RTCDataChannel>;
  #heard: (() => void)[] = [];

  constructor() {
    this.channel = new Promise((resolve) => {
      this.peer.addEventListener('datachannel', ({ channel }) => {
        channel.addEventListener('message', ({ data }) => {
          this.received.push(data);
          for (const heard of this.#heard.splice(0)) heard();
        });
        channel.send('{"type":"session.created"}');
        resolve(channel);
      });
    });
  }

  async answer(sdp: string): Promise<string> {
    await this.peer.setRemoteDescription({ type: 'offer', sdp });
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    // A provider names its addresses in the answer; it does not trickle.
    if (this.peer.iceGatheringState !== 'complete') {
      await new Promise<void>((resolve) => {
        this.peer.addEventListener('icegatheringstatechange', () => {
          if (this.peer.iceGatheringState === 'complete') resolve();
        });
      });
    }
    return this.peer.localDescription?.sdp ?? '';
  }

  /** Whether the browser says how many checks of a path it has sent. */
  async countsChecks(): Promise<boolean> {
    const rows: unknown[] = [];
    (await this.peer.getStats()).forEach((row) => rows.push(row));
    return rows.some((row) => typeof row === 'object' && row !== null && 'requestsSent' in row);
  }

  async receivedCount(count: number): Promise<void> {
    while (this.received.length < count) await new Promise<void>((heard) => this.#heard.push(heard));
  }
}

interface Scene {
  readonly link: PreparedLink;
  readonly events: LinkEvent[];
  readonly lifetime: AbortController;
  readonly far: Answerer;
  next(check: (event: LinkEvent) => boolean): Promise<void>;
}

async function prepared(clock = browserClock): Promise<Scene> {
  const events: LinkEvent[] = [];
  const lifetime = new AbortController();
  const waiting = new Set<() => void>();
  const link = await createWebRtcLink(clock).prepare({
    iceServers: [],
    signal: lifetime.signal,
    onEvent: (event) => {
      events.push(event);
      for (const look of waiting) look();
    },
  });
  const next = (check: (event: LinkEvent) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!events.some(check)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { link, events, lifetime, far: new Answerer(), next };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'it did not reject',
    (reason: unknown) => reason,
  );
  return error instanceof VoiceError ? error.code : String(error);
}

describe('createWebRtcLink', () => {
  const scenes: Scene[] = [];
  const peers: RTCPeerConnection[] = [];
  const Original = RTCPeerConnection;

  before(() => {
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.push(this);
      }
    };
  });

  after(() => {
    globalThis.RTCPeerConnection = Original;
  });

  afterEach(() => {
    for (const { lifetime, far } of scenes.splice(0)) {
      lifetime.abort();
      far.peer.close();
    }
    for (const { signalingState } of peers.splice(0)) assert.equal(signalingState, 'closed');
  });

  async function scene(clock = browserClock): Promise<Scene> {
    const made = await prepared(clock);
    scenes.push(made);
    return made;
  }

  it('offers the events channel and one audio line that could send, before any exchange', async () => {
    const { link, far } = await scene();
    let offer = '';
    const over = link.connect((sdp) => {
      offer = sdp;
      return Promise.reject(new VoiceError('exchange-refused', 'no'));
    });
    assert.equal(await codeOf(over), 'exchange-refused');
    assert.match(offer, /m=application .*webrtc-datachannel/);
    assert.equal(offer.match(/m=audio/g)?.length, 1);
    assert.match(offer, /a=sendrecv/);
    assert.isTrue(offer.endsWith('\r\n'));
    far.peer.close();
  });

  it('tells how things stand once it is prepared, and nothing while it is being asked', async () => {
    const events: LinkEvent[] = [];
    const lifetime = new AbortController();
    const { signal } = lifetime;
    const preparing = createWebRtcLink(browserClock).prepare({
      iceServers: [],
      signal,
      onEvent: (event) => events.push(event),
    });
    assert.deepEqual(events, []);
    await preparing;
    assert.deepEqual(events, [
      { type: 'peer-state', state: 'new' },
      { type: 'channel-state', state: 'connecting' },
    ]);
    lifetime.abort();
  });

  it('opens, hears the first event and speaks in order', async () => {
    const { link, far, events, next } = await scene();
    await link.connect((sdp) => far.answer(sdp));
    const channel = await far.channel;
    assert.equal(channel.label, 'oai-events');
    await next(({ type }) => type === 'message');
    for (let index = 0; index < 50; index++) link.send(`{"n":${index}}`);
    await far.receivedCount(50);
    assert.deepEqual(
      far.received,
      Array.from({ length: 50 }, (_, index) => `{"n":${index}}`),
    );
    assert.deepEqual(
      events.filter(({ type }) => type !== 'peer-state'),
      [
        { type: 'channel-state', state: 'connecting' },
        { type: 'channel-state', state: 'open' },
        { type: 'message', data: '{"type":"session.created"}' },
      ],
    );
  });

  it('keeps the order and loses nothing when more is sent than the channel buffers', async () => {
    const { link, far } = await scene();
    await link.connect((sdp) => far.answer(sdp));
    const frames = Array.from({ length: 60 }, (_, index) => `${index}:${'x'.repeat(10_000)}`);
    for (const frame of frames) link.send(frame);
    await far.receivedCount(frames.length);
    assert.deepEqual(far.received, frames);
  });

  it('reports a frame that is not text by its size', async () => {
    const { link, far, events, next } = await scene();
    await link.connect((sdp) => far.answer(sdp));
    (await far.channel).send(new Uint8Array(7));
    await next(({ type }) => type === 'binary-message');
    assert.deepEqual(events.at(-1), { type: 'binary-message', sizeBytes: 7 });
  });

  it('shows a closed channel on the channel alone, and refuses to send', async () => {
    const { link, far, events, next } = await scene();
    await link.connect((sdp) => far.answer(sdp));
    await next((event) => event.type === 'peer-state' && event.state === 'connected');
    const before = events.length;
    (await far.channel).close();
    await next((event) => event.type === 'channel-state' && event.state === 'closed');
    assert.isTrue(events.slice(before).every(({ type }) => type !== 'peer-state'));
    assert.throws(() => link.send('{}'), /not open/);
  });

  it('counts the checks of its path while there is one', async function () {
    const { link, far } = await scene();
    assert.equal(await link.stats?.(), undefined, 'no path yet');
    await link.connect((sdp) => far.answer(sdp));
    // Firefox counts no checks.
    if (!(await far.countsChecks())) this.skip();
    const stats = await link.stats?.();
    assert.isAtLeast(stats?.responsesReceived ?? 0, 1);
    assert.isAtLeast(stats?.requestsSent ?? 0, stats?.responsesReceived ?? 0);
    assert.isAbove(stats?.roundTripMs ?? 0, 0);
    link.close();
    assert.equal(await link.stats?.(), undefined, 'closed');
  });

  it('carries a track once it is given one', async () => {
    const { link, far } = await scene();
    await link.connect((sdp) => far.answer(sdp));
    const context = new AudioContext();
    const { stream } = new MediaStreamAudioDestinationNode(context);
    const [track] = stream.getAudioTracks();
    await link.replaceTrack(track ?? null);
    assert.equal(peers[0]?.getSenders()[0]?.track, track);
    await link.replaceTrack(null);
    assert.equal(track?.readyState, 'live', 'the track is its owner’s');
    track?.stop();
    await context.close();
  });

  it('rejects with exchange-failed when the answer is not SDP, and closes', async () => {
    const { link } = await scene();
    assert.equal(await codeOf(link.connect(() => Promise.resolve('v=0 nonsense'))), 'exchange-failed');
    assert.equal(peers[0]?.signalingState, 'closed');
  });

  it('rejects with link-failed when the channel does not open within ten seconds', async () => {
    const clock = new ManualClock();
    const { link, far } = await scene(clock);
    const applied = new Promise<void>((resolve) => {
      peers[0]?.addEventListener('signalingstatechange', () => resolve());
    });
    // An answer without addresses: nobody can be reached.
    const code = codeOf(
      link.connect(async (sdp) => (await far.answer(sdp)).replaceAll(/a=candidate.*\r\n/g, '')),
    );
    await applied;
    far.peer.close();
    await clock.advance(10_000);
    assert.equal(await code, 'link-failed');
    assert.equal(clock.running, 0);
  });

  for (const stage of ['the exchange', 'the opening']) {
    it(`rejects with aborted and closes when it is ended during ${stage}`, async () => {
      const clock = new ManualClock();
      const { link, lifetime, far } = await scene(clock);
      const code = codeOf(
        link.connect(async (sdp) => {
          if (stage === 'the exchange') lifetime.abort();
          return (await far.answer(sdp)).replaceAll(/a=candidate.*\r\n/g, '');
        }),
      );
      if (stage === 'the opening') {
        await new Promise<void>((resolve) => {
          peers[0]?.addEventListener('signalingstatechange', () => resolve());
        });
        lifetime.abort();
      }
      assert.equal(await code, 'aborted');
      assert.equal(peers[0]?.signalingState, 'closed');
      assert.equal(clock.running, 0);
    });
  }

  it('tells nothing after close(), and can be closed twice', async () => {
    const { link, far, events } = await scene();
    await link.connect((sdp) => far.answer(sdp));
    const channel = await far.channel;
    link.close();
    link.close();
    const before = events.length;
    await new Promise<void>((resolve) => channel.addEventListener('close', () => resolve()));
    assert.equal(events.length, before);
    assert.throws(() => link.send('{}'), /not open/);
  });

  it('makes nothing when it is ended before it begins', async () => {
    const signal = AbortSignal.abort();
    const code = codeOf(
      createWebRtcLink(browserClock).prepare({ iceServers: [], signal, onEvent: () => undefined }),
    );
    assert.equal(await code, 'aborted');
    assert.equal(peers.length, 0);
  });

  it('rejects with link-failed for ICE servers that the browser refuses', async () => {
    const iceServers = [{ urls: 'nonsense:1' }];
    const { signal } = new AbortController();
    const code = codeOf(
      createWebRtcLink(browserClock).prepare({ iceServers, signal, onEvent: () => undefined }),
    );
    assert.equal(await code, 'link-failed');
  });
});
