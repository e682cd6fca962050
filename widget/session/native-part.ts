import type { TurnDetection } from '../../server/contract/session.js';
import { VoiceError } from './errors.js';
import type { NativeCall, OpenMicrophone, Ports, PreparedLink } from './ports.js';
import type { VoiceEvent } from './session-events.js';

export interface NativePartOptions {
  readonly ports: Ports;
  readonly dispatch: (event: VoiceEvent) => void;
  /** Whether the mode is `speech`: it may have been left while its part was being fetched. */
  readonly wanted: () => boolean;
  readonly turnDetection: () => TurnDetection | null;
  /** The link, while it is open. */
  readonly link: () => PreparedLink | undefined;
  /** Of the call. */
  readonly signal: AbortSignal;
}

/** What a call has in the mode `speech` alone: fetched when it is entered, joined to whatever link is open. */
export class NativePart {
  readonly #options: NativePartOptions;
  #call: NativeCall | undefined;
  /** What was last said of an answer's sound while the part was being fetched. */
  #unread = '';
  /** Left, but the server may still be writing down what was said in it. */
  #left: NativeCall | undefined;

  constructor(options: NativePartOptions) {
    this.#options = options;
  }

  get call(): NativeCall | undefined {
    return this.#call;
  }

  /** One text frame of the link's channel. */
  frame(data: string): void {
    const call = this.#call ?? this.#left;
    if (call) call.frame(data);
    // Everything else is about what the session has dealt with by the time that somebody reads it.
    else if (this.#options.wanted() && data.includes('"output_audio_buffer.')) this.#unread = data;
  }

  /** Reports `native-failed` when the part cannot be had. Once it is here, `whenReady` joins it to the rest. */
  enter(whenReady: () => void): void {
    if (!this.#call) void this.#load(whenReady);
  }

  leave(): void {
    const call = this.#call;
    this.#unread = '';
    if (!call) return;
    try {
      if (this.#options.link()?.remoteTrack) call.leave();
    } catch {
      // A link that takes no word any more is the session's to notice; the mode changes all the same.
    }
    this.close();
    this.#left = call;
  }

  /** There is an open link, or another one. */
  open(): void {
    const { link: current, dispatch, turnDetection } = this.#options;
    const link = current();
    if (!this.#call || !link) return;
    if (link.remoteTrack) {
      this.#call.open(link, turnDetection());
      return;
    }
    const error = new VoiceError('link-failed', 'This link carries no sound; the mode speech needs WebRTC.');
    dispatch({ type: 'native-failed', error });
  }

  /** Comes to something once part, link and microphone are there, in whatever order. */
  async listen(microphone: OpenMicrophone | undefined, signal: AbortSignal): Promise<void> {
    const { link, dispatch } = this.#options;
    if (!this.#call || !microphone || !link()?.remoteTrack) return;
    try {
      await this.#call.listen(microphone);
      if (!signal.aborted) dispatch({ type: 'hearing' });
    } catch (error) {
      if (!signal.aborted) dispatch({ type: 'link-failed', error: VoiceError.from(error, 'link-failed') });
    }
  }

  close(): void {
    this.#call?.close();
    this.#call = this.#left = undefined;
    this.#unread = '';
  }

  async #load(whenReady: () => void): Promise<void> {
    const { ports, dispatch, wanted, signal } = this.#options;
    try {
      const create = await ports.loadNativeCall();
      if (signal.aborted || !wanted() || this.#call) return;
      this.#call = create({ clock: ports.clock, dispatch });
      this.#call.frame(this.#unread);
      this.#unread = '';
      whenReady();
    } catch (cause) {
      if (signal.aborted) return;
      const error = new VoiceError('chunk-failed', 'The part for speech could not be loaded.', { cause });
      dispatch({ type: 'native-failed', error });
    }
  }
}
