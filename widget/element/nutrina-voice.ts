import {
  adoptStyles,
  html,
  LitElement,
  nothing,
  type CSSResult,
  type PropertyDeclaration,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { loadSession, preloadSession, type BrowserSessionOptions } from '../controllers/load-session.js';
import { NO_SESSION } from '../controllers/no-session.js';
import type { VoiceSessionController } from '../controllers/voice-session-controller.js';
import type { Mode } from '../../server/contract/session.js';
import { VoiceError } from '../session/errors.js';
import type {
  PublicState,
  TranscriptEntry,
  TurnLatency,
  VoiceSession,
  VoiceSnapshot,
} from '../session/snapshot.js';
import { IdentityForm } from './identity-form.js';
import { pageEmail, type Choice } from './options.js';
import { orbStyles } from './orb.js';
import type { CallParts } from './parts/call-parts.js';
import { meant, VOICE_PROPERTIES } from './properties.js';
import { chunkProblem, emptyState, head } from './shell.js';
import { shellStyles } from './shell.styles.js';
import { stateEvents } from './state-events.js';
import { CustomStates } from './states.js';
import { SHELL_TEXT } from './text/shell-en.js';
import { view, type View } from './view.js';

/** The four status words of the contract. */
export type VoiceStatus = Pick<VoiceSnapshot, 'webrtc' | 'channel' | 'audio' | 'speech'>;

/**
 * @summary A spoken conversation with an assistant, in a panel on the page.
 *
 * @slot header - Instead of the heading's text.
 * @slot empty - Shown while nothing has been said.
 * @slot consent - Terms, above the Connect button.
 * @slot footer - Below everything.
 * @slot - Shown only by browsers and moments without the script.
 *
 * @csspart panel - The whole frame.
 * @csspart header - Orb, heading and status line.
 * @csspart orb - The drawing of the state.
 * @csspart status - The status line, and the three indicators below it.
 * @csspart status-text - The status line's word.
 * @csspart status-webrtc - Indicator of the peer connection.
 * @csspart status-channel - Indicator of the data channel.
 * @csspart status-audio - Indicator of the microphone.
 * @csspart log - The conversation.
 * @csspart message - One entry; also `message-user` or `message-assistant`.
 * @csspart email - The e-mail field.
 * @csspart connect - The Connect button.
 * @csspart call - The Start call button.
 * @csspart hangup - The Hang up button.
 * @csspart mic - The Mute button.
 * @csspart interrupt - The Stop speaking button.
 * @csspart mode - The choice of how to talk.
 * @csspart link - The choice of what carries the next call.
 * @csspart composer - Field and button for typing.
 * @csspart input - The field for typing.
 * @csspart send - The Send button.
 * @csspart error - A problem that ended something.
 * @csspart notice - A problem beside a running call.
 *
 * @cssproperty --nv-accent - Buttons, orb, own messages. `--nv-on-accent`: text on it.
 * @cssproperty --nv-surface - Background. `--nv-on-surface`: text on it. `--nv-muted`: lesser text.
 * @cssproperty --nv-danger - Problems and Hang up. `--nv-on-danger`: text on it.
 * @cssproperty --nv-border - Lines.
 * @cssproperty --nv-radius - Roundness; `--nv-gap`: spacing; `--nv-font`: font family.
 * @cssproperty --nv-width - Width; `--nv-height`: height, fixed so that the page never jumps.
 * @cssproperty --nv-focus-ring - The outline of what has the focus.
 *
 * @cssstate idle - And so on, one for each state of the contract.
 * @cssstate muted - The visitor is muted.
 * @cssstate degraded - The call goes on without something, or over a weak connection.
 *
 * @fires nutrina-state - The state changed.
 * @fires nutrina-text - Words were added or changed.
 * @fires nutrina-speech-start - The assistant becomes audible.
 * @fires nutrina-speech-end - The assistant falls silent.
 * @fires nutrina-interrupt - The assistant was interrupted.
 * @fires nutrina-mode-change - Another mode took over.
 * @fires nutrina-latency - The figures of a turn.
 * @fires nutrina-error - A problem, by its code.
 * @fires nutrina-end - A call is over.
 */
export class NutrinaVoice extends LitElement {
  static override readonly styles: CSSResult[] = [shellStyles, orbStyles];

  static override readonly properties = VOICE_PROPERTIES;

  /** The backend of elements without `server`. Only the script-tag build knows one: where it came from. */
  static defaultServer: string | undefined;

  /** Address of the backend. Counts from the next `connect()`. */
  declare server: string | null;
  /** Which ears and voice; from the next call. */
  declare mode: Choice<'mode'>;
  /** What carries a call; from the next call. */
  declare link: Choice<'link'>;
  /** Whether an e-mail address is asked for. */
  declare identify: Choice<'identify'>;
  /** The visitor's e-mail address where the page knows it; then nobody is asked. */
  declare userEmail: string | null;
  /** `raw` switches echo cancellation and the like off; from the next call. */
  declare microphone: Choice<'microphone'>;
  /** The visitor holds a button to speak. */
  declare pushToTalk: boolean;
  declare textInput: Choice<'textInput'>;
  /** The attribute `transcript`; the property of that name is the conversation itself. */
  declare transcriptDisplay: Choice<'transcriptDisplay'>;
  declare heading: string | null;
  declare colorScheme: Choice<'colorScheme'>;
  /** Whether the conversation comes back after a reload or on the site's next page. */
  declare resume: Choice<'resume'>;
  declare variant: Choice<'variant'>;
  declare placement: Choice<'placement'>;

  readonly #identity = new IdentityForm(this, () => {
    this.connect().then(undefined, () => undefined);
  });
  #snapshot = NO_SESSION;
  #states: CustomStates | undefined;
  #parts: CallParts | undefined;
  #announcement: TemplateResult | undefined;
  /** How often commands that wait for a part of the script were taken back. */
  #taken = 0;

  static override getPropertyDescriptor(
    name: string,
    key: string | symbol,
    options: PropertyDeclaration,
  ): PropertyDescriptor {
    return {
      ...super.getPropertyDescriptor(name, key, options),
      get(this: Record<typeof key, unknown>) {
        return meant(name, this[key]);
      },
    };
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang') this.requestUpdate('lang', old);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#states ??= new CustomStates(this);
    this.#states.show(this.#snapshot);
  }

  protected override updated(changed: PropertyValues): void {
    // Also of what no session reads: the list of what one does would be longer than what it saves.
    if (changed.size > 0) this.#parts?.configure();
    this.#parts?.followLog();
    if (changed.has('resume')) this.#recall().then(undefined, () => undefined);
  }

  /** The session this element talks through. Tests put their own in its place. */
  protected createSession(options: BrowserSessionOptions): Promise<VoiceSession> {
    return loadSession(options);
  }

  get state(): PublicState {
    return this.#snapshot.state;
  }

  /** A list of the caller's own: pages sort and reverse what they are given. */
  get transcript(): readonly TranscriptEntry[] {
    return [...this.#snapshot.transcript];
  }

  /** The attribute, for frameworks that set a property wherever an element has one of an attribute's name. */
  set transcript(display: Choice<'transcriptDisplay'>) {
    this.transcriptDisplay = display;
  }

  /** What each part of the connection says of itself. */
  get status(): VoiceStatus {
    const { webrtc, channel, audio, speech } = this.#snapshot;
    return { webrtc, channel, audio, speech };
  }

  /** The last turn's figures in milliseconds. */
  get latency(): TurnLatency | undefined {
    return this.#snapshot.latency;
  }

  /** The mode of the current or the last call. */
  get activeMode(): Mode | undefined {
    return this.#snapshot.activeMode;
  }

  /** Opens a session with the backend; resolves in `connected`. Rejects with `VoiceError`. */
  connect(): Promise<void> {
    return this.#command((voice) => voice.connect());
  }

  /** Starts a call, connecting first if needed. Call it inside a gesture of the visitor. Rejects with `VoiceError`. */
  start(): Promise<void> {
    return this.#command((voice) => voice.start());
  }

  /** Ends the call and keeps the session. */
  async stop(): Promise<void> {
    if (!this.#parts) this.#takeBack();
    await this.#parts?.voice.stop();
  }

  /** Ends call and session, also while they are being made, and forgets what was said. */
  async disconnect(): Promise<void> {
    if (!this.#parts) {
      this.#takeBack();
      await this.#recall().then(undefined, () => undefined);
    }
    await this.#parts?.disconnect();
  }

  /** Says `text` for the visitor; resolves once the server has it. Without a call it rejects and stays as not sent. */
  send(text: string): Promise<void> {
    return this.#command((voice) => voice.send(text));
  }

  /** Silences the assistant. Nothing happens when it is silent. */
  interrupt(): void {
    this.#parts?.voice.interrupt();
  }

  /** Mutes the visitor, or the opposite of what is so now when `on` is left out. */
  mute(on: boolean = !this.#snapshot.muted): void {
    this.#parts?.voice.mute(on);
  }

  protected override render(): TemplateResult {
    const parts = this.#parts;
    const shown = this.#view();
    const heading = this.heading?.trim() || SHELL_TEXT.heading;
    return html`<section
      class="panel"
      part="panel"
      aria-label=${heading}
      lang="en"
      ?data-empty=${!shown.showsLog}
      data-scheme=${this.colorScheme}
      @pointerenter=${this.#handleIntent}
      @focusin=${this.#handleIntent}
    >
      ${head(shown, heading, parts?.face(shown))} ${parts?.indicators(shown, this)}
      <div class="body">
        <div class="alerts" role="alert">${this.#problem(shown)}</div>
        ${emptyState(!shown.showsLog && shown.problem === undefined, (this.activeMode ?? this.mode) === 'text', this.textInput !== 'off')}
        ${shown.showsLog ? parts?.log(this.#snapshot.transcript) : nothing}
      </div>
      <div class="foot">
        ${this.#identity.render(shown)} ${parts?.controls(shown, this)}
        <slot name="footer"></slot>
      </div>
      <p class="sr" role="status">${this.#announcement}</p>
    </section>`;
  }

  #view(): View {
    const { identify, transcriptDisplay } = this;
    const hasEmail = pageEmail(this.userEmail) !== undefined;
    return view(this.#snapshot, { identify, transcriptDisplay, hasEmail, continues: this.#parts?.continues });
  }

  #problem(shown: View): TemplateResult | typeof nothing {
    if (this.#parts) return this.#parts.problem(shown);
    if (shown.problem === undefined) return nothing;
    return chunkProblem(() => {
      this.connect().then(undefined, () => undefined);
    });
  }

  /**
   * Runs `command` on the session's controller. Once that is loaded it happens within this very call, because
   * sound may be unlocked only inside the visitor's gesture.
   */
  #command(command: (voice: VoiceSessionController) => Promise<void>): Promise<void> {
    return this.#parts ? command(this.#parts.voice) : this.#loadParts().then(({ voice }) => command(voice));
  }

  #takeBack(): void {
    this.#taken++;
    this.#show(NO_SESSION);
  }

  async #loadParts(): Promise<CallParts> {
    const taken = this.#taken;
    if (this.#snapshot.state !== 'connecting') this.#show({ ...NO_SESSION, state: 'connecting' });
    try {
      await this.#preload();
    } catch (cause) {
      const error = new VoiceError('chunk-failed', 'A part of the script could not be loaded.', { cause });
      const { code, message, retryable } = error;
      this.#show({ ...NO_SESSION, state: 'error', error: { code, message, retryable } });
      throw error;
    }
    if (this.#taken === taken) {
      if (this.#parts && this.isConnected) return this.#parts;
      this.#takeBack();
    }
    throw VoiceError.aborted();
  }

  /** A conversation kept in this tab is worth all files at once. Rejects where storage is forbidden. */
  async #recall(): Promise<void> {
    if (this.resume === 'tab' && Object.keys(sessionStorage).join().includes('nutrina-voice'))
      await this.#preload();
  }

  /** Fetches what a call needs, without any sign of it. Rejects when a file cannot be had. */
  async #preload(): Promise<void> {
    const [{ CallParts }] = await Promise.all([import('./parts/call-parts.js'), preloadSession()]);
    if (this.#parts) return;
    this.#parts = new CallParts(this, {
      initial: this.#snapshot,
      enteredEmail: () => this.#identity.email,
      server: () => this.server ?? NutrinaVoice.defaultServer,
      createSession: (options) => this.createSession(options),
      onChange: (next) => {
        this.#show(next);
      },
      tell: (event) => this.dispatchEvent(event),
    });
    if (this.shadowRoot !== null) adoptStyles(this.shadowRoot, [...NutrinaVoice.styles, ...CallParts.styles]);
    this.requestUpdate();
  }

  /** The one place where what is shown changes, and where the page is told. */
  #show(next: VoiceSnapshot): void {
    const previous = this.#snapshot;
    if (next === previous) return;
    this.#snapshot = next;
    this.#states?.show(next);
    this.#announcement = this.#parts?.announcement(previous, next) ?? this.#announcement;
    this.requestUpdate();
    const events = [...(this.#parts?.events(previous, next) ?? []), ...stateEvents(previous, next)];
    for (const event of events) this.dispatchEvent(event);
  }

  /** First sign of interest: what a call needs is fetched while the visitor is still reading. */
  readonly #handleIntent = (): void => {
    // A file that cannot be had is reported when it is needed; until then the network may be back.
    if (this.#parts) this.#parts.voice.approach();
    else this.#preload().then(undefined, () => undefined);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'nutrina-voice': NutrinaVoice;
  }
}
