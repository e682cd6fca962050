import type { BackendAccess } from './backend-access.js';
import { VoiceError } from './errors.js';
import type { LinkReserve } from './link-reserve.js';
import { LinkQuality, type Quality } from './link-quality.js';
import { type LinkVerdict, LinkWatch } from './link-watch.js';
import type { Clock, LinkEvent, LinkOptions, PreparedLink } from './ports.js';
import { decode } from './protocol/decode.js';
import type { VoiceEvent } from './session-events.js';

/** How often the path is looked at: a dead one shows after about three seconds (reliability plan, link watch). */
const SAMPLE_MS = 500;
/** No conversation lasts longer (OpenAI Realtime §2.6): a clock that says otherwise is wrong. */
const LONGEST_LIFE_MS = 3_600_000;

export interface CallLinkOptions {
  readonly clock: Clock;
  readonly access: BackendAccess;
  readonly reserve: LinkReserve;
  readonly kind: LinkOptions['kind'];
  /** Told what the link reports while it is in use. */
  readonly onEvent: (event: VoiceEvent) => void;
  /** Told every frame before it is reported. */
  readonly onFrame: (frame: string) => void;
  /** It was open, and is gone before it came into use. */
  readonly onWasted: () => void;
}

/**
 * One link of a call, from its first step to its last. What it reports is kept until it comes into use; once it is
 * closed, nothing of it is heard again.
 */
export class CallLink {
  readonly #options: CallLinkOptions;
  readonly #life = new AbortController();
  readonly #watch = new LinkWatch();
  readonly #early: VoiceEvent[] = [];
  readonly #quality = new LinkQuality();
  #told: Quality = 'good';
  #isUsed = false;
  #link: PreparedLink | undefined;
  #isOpen = false;

  constructor(options: CallLinkOptions) {
    this.#options = options;
  }

  /** The link, while it is open. */
  get open(): PreparedLink | undefined {
    return this.#isOpen ? this.#link : undefined;
  }

  get isClosed(): boolean {
    return this.#life.signal.aborted;
  }

  /** Resolves when it is open. Rejects with `aborted` once it is closed. */
  async connect(): Promise<void> {
    const { access, reserve, kind } = this.#options;
    const { signal } = this.#life;
    const onEvent = (event: LinkEvent): void => this.#take(event);
    const { iceServers } = access.reply;
    // At the same time: the offer takes as long to build as a key takes to renew.
    const [link] = await Promise.all([
      reserve.take({ ...(kind ? { kind } : {}), iceServers, onEvent, signal }),
      access.ensureKey(signal),
    ]);
    this.#link = link;
    if (signal.aborted) link.close();
    else {
      await link.connect(
        (offerSdp, signal) => access.exchange(offerSdp, signal),
        (open, signal) => access.enterSocket(open, signal),
      );
    }
    if (signal.aborted) throw VoiceError.aborted();
    this.#isOpen = true;
  }

  /** Comes into use: reports what it has kept, and from now on what happens. */
  use(): void {
    this.#isUsed = true;
    for (const event of this.#early.splice(0)) this.#options.onEvent(event);
    this.#sampleLater();
  }

  /** Looks at the path, and reports what has changed. */
  async probe(): Promise<void> {
    const stats = await this.open?.stats?.();
    if (this.#life.signal.aborted) return;
    // The wall's time goes on while the machine sleeps, which the monotonic one need not.
    this.#judge(this.#watch.sample(stats, this.#options.clock.wallMs()));
    this.#tell(this.#quality.sample(stats, this.#options.clock.now()));
  }

  /** Only an answer from now on says that it is good. */
  doubt(): void {
    this.#watch.doubt();
  }

  /** Throws `link-lost` when the channel does not take it. */
  send(frame: string): void {
    if (!this.#link) throw new VoiceError('link-lost', 'There is no link yet.');
    this.#link.send(frame);
  }

  close(): void {
    this.#life.abort();
    this.#isOpen = false;
    this.#link?.close();
  }

  #take(event: LinkEvent): void {
    if (this.#life.signal.aborted) return;
    if (event.type === 'message') {
      if (this.#isUsed) this.#options.onFrame(event.data);
      this.#judge(this.#watch.frame());
    }
    for (const said of this.#read(event)) this.#report(said);
    if (this.#isOpen && !this.#isUsed && isEnd(event)) this.#options.onWasted();
  }

  #report(event: VoiceEvent): void {
    if (this.#isUsed) this.#options.onEvent(event);
    else this.#early.push(event);
  }

  #read(event: LinkEvent): readonly VoiceEvent[] {
    if (event.type === 'binary-message') return [{ type: 'binary-message' }];
    if (event.type !== 'message') return [event];
    const said = decode(event.data);
    const heard = { type: 'server', event: said } as const;
    return said.type === 'session-created' ? [heard, this.#limit(said.expiresAt)] : [heard];
  }

  #limit(expiresAt = 0): VoiceEvent {
    const { clock, access } = this.#options;
    const leftMs = expiresAt * 1_000 - access.wallMs();
    const lifeMs = leftMs > 0 && leftMs < LONGEST_LIFE_MS ? leftMs : LONGEST_LIFE_MS;
    return { type: 'session-limit', endsAtMs: clock.now() + lifeMs, lifeMs };
  }

  #sampleLater(): void {
    this.#options.clock.after(SAMPLE_MS, () => void this.#sample(), this.#life.signal);
  }

  async #sample(): Promise<void> {
    await this.probe();
    if (!this.isClosed) this.#sampleLater();
  }

  #tell(quality: Quality): void {
    if (quality === this.#told) return;
    this.#told = quality;
    this.#report({ type: 'link-quality', quality });
  }

  #judge(verdict: LinkVerdict | undefined): void {
    if (verdict) this.#report({ type: `link-${verdict}` });
  }
}

function isEnd(event: LinkEvent): boolean {
  if (event.type === 'channel-state') return event.state === 'closed';
  return event.type === 'peer-state' && (event.state === 'failed' || event.state === 'closed');
}
