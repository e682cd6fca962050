import type { BackendAccess } from './backend-access.js';
import { CallLink } from './call-link.js';
import { VoiceError } from './errors.js';
import type { LinkReserve } from './link-reserve.js';
import type { LinkOptions, Ports, PreparedLink } from './ports.js';
import { isMomentary } from './reconnect-policy.js';
import type { VoiceEvent } from './session-events.js';

export interface CallLinksOptions {
  readonly ports: Ports;
  readonly access: BackendAccess;
  readonly reserve: LinkReserve;
  /** What may carry the call, as asked for when it began. */
  readonly kind: LinkOptions['kind'];
  readonly dispatch: (event: VoiceEvent) => void;
  readonly onFrame: (frame: string) => void;
  /** Another link is in use; nothing of it has been reported yet. */
  readonly onChange: () => void;
}

/** The link a call uses, and the one that may take its place. */
export class CallLinks {
  readonly #options: CallLinksOptions;
  #used: CallLink | undefined;
  #standby: CallLink | undefined;

  constructor(options: CallLinksOptions) {
    this.#options = options;
  }

  /** The link in use, while it is open. */
  get open(): PreparedLink | undefined {
    return this.#used?.open;
  }

  /** Opens the first link, with a second try where that may help. Reports `link-connected` or `link-failed`. */
  connect(isSecondTry = false): void {
    const { dispatch, onChange } = this.#options;
    const link = this.#create();
    this.#used = link;
    link.use();
    void this.#open(link, {
      opened: () => {
        onChange();
        dispatch({ type: 'link-connected' });
      },
      failed: (error) => {
        if (isSecondTry || !isMomentary(error.code)) return dispatch({ type: 'link-failed', error });
        // With an offer of its own: one that was answered, or half answered, must not be used again (P2).
        link.close();
        this.connect(true);
      },
    });
  }

  /** Opens a second link beside the first. Reports `standby-opened` or `standby-failed`, also of one that was open. */
  openStandby(kind: LinkOptions['kind'] = this.#options.kind): void {
    const { dispatch } = this.#options;
    this.dropStandby();
    const link = this.#create(kind);
    this.#standby = link;
    void this.#open(link, {
      opened: () => dispatch({ type: 'standby-opened' }),
      failed: (error) => {
        link.close();
        dispatch({ type: 'standby-failed', error });
      },
    });
  }

  dropStandby(): void {
    this.#standby?.close();
    this.#standby = undefined;
  }

  /** The second link takes the place of the first. Its own reports follow, then `link-connected`. */
  takeStandby(): void {
    const { dispatch, onChange } = this.#options;
    this.#used?.close();
    this.#used = this.#standby;
    this.#standby = undefined;
    onChange();
    this.#used?.use();
    dispatch({ type: 'link-connected' });
  }

  /** Looks at the link in use now. */
  probe(): void {
    void this.#used?.probe();
  }

  /** Only an answer from now on says that the link is good. */
  doubt(): void {
    this.#used?.doubt();
  }

  /** Throws `link-lost` when there is no link, or its channel does not take the frame. */
  send(frame: string): void {
    if (!this.#used) throw new VoiceError('link-lost', 'There is no link.');
    this.#used.send(frame);
  }

  close(): void {
    this.dropStandby();
    this.#used?.close();
  }

  #create(kind = this.#options.kind): CallLink {
    const { ports, access, reserve, dispatch, onFrame } = this.#options;
    const link: CallLink = new CallLink({
      clock: ports.clock,
      access,
      reserve,
      kind,
      onEvent: dispatch,
      onFrame,
      onWasted: () => {
        link.close();
        dispatch({ type: 'standby-failed', error: new VoiceError('link-lost', 'The second link was lost.') });
      },
    });
    return link;
  }

  async #open(
    link: CallLink,
    { opened, failed }: { readonly opened: () => void; readonly failed: (error: VoiceError) => void },
  ): Promise<void> {
    try {
      await link.connect();
    } catch (cause) {
      // Nobody waits any more for what was closed on the way.
      if (!link.isClosed) failed(VoiceError.from(cause, 'link-failed'));
      return;
    }
    opened();
  }
}
