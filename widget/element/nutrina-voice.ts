import {
  adoptStyles,
  type CSSResult,
  html,
  LitElement,
  nothing,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { loadSession, preloadSession, type BrowserSessionOptions } from '../controllers/load-session.js';
import { VoiceSessionController } from '../controllers/voice-session-controller.js';
import type { Mode } from '../../server/contract/session.js';
import { VoiceError } from '../session/errors.js';
import type {
  EndReason,
  PublicState,
  TranscriptEntry,
  TurnLatency,
  VoiceSession,
  VoiceSnapshot,
} from '../session/snapshot.js';
import { FocusKeeper } from './focus-keeper.js';
import { IdentityForm } from './identity-form.js';
import { language, languageAround, type Choice } from './options.js';
import { orbStyles } from './orb.js';
import type { CallParts } from './parts/call-parts.js';
import { DEFAULTS, VOICE_PROPERTIES } from './properties.js';
import { openingOptions, pageEmail, sessionOptions, type OptionSources } from './session-options.js';
import { chunkProblem, emptyState, head } from './shell.js';
import { shellStyles } from './shell.styles.js';
import { eventOf, eventsBetween } from './snapshot-events.js';
import { CustomStates } from './states.js';
import { SHELL_TEXT } from './text/shell-en.js';
import { isInCall, view, type View } from './view.js';

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
 * @cssstate degraded - The call goes on without something.
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
  /** Whether an e-mail address is asked for. */
  declare identify: Choice<'identify'>;
  /** The visitor's e-mail address where the page knows it; then nobody is asked. */
  declare userEmail: string | null;
  /** `raw` switches echo cancellation and the like off; from the next call. */
  declare microphone: Choice<'microphone'>;
  declare textInput: Choice<'textInput'>;
  /** The attribute `transcript`; the property of that name is the conversation itself. */
  declare transcriptDisplay: Choice<'transcriptDisplay'>;
  declare heading: string | null;
  declare colorScheme: Choice<'colorScheme'>;
  declare variant: Choice<'variant'>;
  declare placement: Choice<'placement'>;

  readonly #voice: VoiceSessionController = new VoiceSessionController(this, {
    options: () =>
      openingOptions(this.#sources(), {
        server: this.server ?? NutrinaVoice.defaultServer,
        base: document.baseURI,
      }),
    create: (options) => this.createSession(options),
    loadParts: () => this.#loadParts(),
    onChange: (previous, next) => {
      this.#handleChange(previous, next);
    },
    onMoment: (moment) => this.dispatchEvent(eventOf(moment)),
  });
  readonly #identity = new IdentityForm(this, () => {
    ignoreShown(this.#voice.connect());
  });
  #states: CustomStates | undefined;
  #parts: CallParts | undefined;
  #endedBy: EndReason = 'page';
  #announcement = '';

  constructor() {
    super();
    this.addController(new FocusKeeper(this));
    this.server = null;
    this.userEmail = null;
    this.heading = null;
    Object.assign(this, DEFAULTS);
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
    this.#states.show(this.#voice.snapshot);
  }

  protected override updated(changed: PropertyValues): void {
    if (this.hasUpdated && SESSION_PROPERTIES.some((name) => changed.has(name))) {
      this.#voice.configure(sessionOptions(this.#sources()));
    }
    this.#parts?.followLog();
  }

  /** The session this element talks through. Tests put their own in its place. */
  protected createSession(options: BrowserSessionOptions): Promise<VoiceSession> {
    return loadSession(options);
  }

  get state(): PublicState {
    return this.#voice.snapshot.state;
  }

  get transcript(): readonly TranscriptEntry[] {
    return this.#voice.snapshot.transcript;
  }

  /** What each part of the connection says of itself. */
  get status(): VoiceStatus {
    const { webrtc, channel, audio, speech } = this.#voice.snapshot;
    return { webrtc, channel, audio, speech };
  }

  /** The last turn's figures in milliseconds. */
  get latency(): TurnLatency | undefined {
    return this.#voice.snapshot.latency;
  }

  /** The mode of the current or the last call. */
  get activeMode(): Mode | undefined {
    return this.#voice.snapshot.activeMode;
  }

  /** Opens a session with the backend; resolves in `connected`. Rejects with `VoiceError`. */
  connect(): Promise<void> {
    return this.#voice.connect();
  }

  /** Starts a call, connecting first if needed. Call it inside a gesture of the visitor. Rejects with `VoiceError`. */
  start(): Promise<void> {
    return this.#voice.start();
  }

  /** Ends the call and keeps the session. */
  stop(): Promise<void> {
    return this.#end('page', () => this.#voice.stop());
  }

  /** Ends call and session. */
  disconnect(): Promise<void> {
    return this.#end('page', () => this.#voice.disconnect());
  }

  /** Says `text` for the visitor; resolves once the server has it. Without a call it rejects and stays as not sent. */
  send(text: string): Promise<void> {
    return this.#voice.send(text);
  }

  /** Silences the assistant. Nothing happens when it is silent. */
  interrupt(): void {
    this.#voice.interrupt();
  }

  /** Mutes the visitor, or the opposite of what is so now when `on` is left out. */
  mute(on: boolean = !this.#voice.snapshot.muted): void {
    this.#voice.mute(on);
  }

  protected override render(): TemplateResult {
    const snapshot = this.#voice.snapshot;
    const shown = this.#view();
    return html`<section
      class="panel"
      part="panel"
      aria-label=${this.#headingText()}
      lang="en"
      data-state=${shown.state}
      data-scheme=${this.colorScheme}
      @pointerenter=${this.#handleIntent}
      @focusin=${this.#handleIntent}
    >
      ${head(shown, this.#headingText())} ${this.#parts?.indicators(shown)}
      <div class="body">
        <div class="alerts" role="alert">${this.#problem(shown)}</div>
        ${emptyState(!shown.showsLog)}
        ${shown.showsLog ? this.#parts?.log(snapshot.transcript, this.#language) : nothing}
      </div>
      <div class="foot">${this.#identity.render(shown)} ${this.#parts?.controls(shown)}</div>
      <slot name="footer"></slot>
      <p class="sr" role="status">${this.#announcement}</p>
    </section>`;
  }

  #view(): View {
    const { identify, mode, textInput, transcriptDisplay } = this;
    const hasEmail = pageEmail(this.userEmail) !== undefined;
    return view(this.#voice.snapshot, { identify, mode, textInput, transcriptDisplay, hasEmail });
  }

  #problem(shown: View): TemplateResult | typeof nothing {
    if (this.#parts !== undefined) return this.#parts.problem(shown);
    if (shown.problem?.problem.code !== 'chunk-failed') return nothing;
    return chunkProblem(() => {
      ignoreShown(this.#voice.connect());
    });
  }

  get #language(): string {
    return language(languageAround(this), navigator.language);
  }

  #headingText(): string {
    const given = this.heading?.trim() ?? '';
    return given === '' ? SHELL_TEXT.heading : given;
  }

  #sources(): OptionSources {
    const { mode, microphone, identify, userEmail } = this;
    return {
      mode,
      microphone,
      identify,
      userEmail,
      lang: this.#language,
      enteredEmail: this.#identity.email,
    };
  }

  async #loadParts(): Promise<void> {
    if (this.#parts !== undefined) return;
    const { CallParts } = await import('./parts/call-parts.js');
    this.#parts ??= new CallParts(this, {
      connect: () => ignoreShown(this.#voice.connect()),
      start: () => ignoreShown(this.#voice.start()),
      hangUp: () => ignoreShown(this.#end('visitor', () => this.#voice.stop())),
      send: (text) => ignoreShown(this.#voice.send(text)),
      resend: (id) => ignoreShown(this.#voice.resend(id)),
      interrupt: () => this.#voice.interrupt(),
      mute: (on) => this.#voice.mute(on),
      dismiss: () => this.#voice.dismissNotice(),
    });
    if (this.shadowRoot !== null) adoptStyles(this.shadowRoot, [...NutrinaVoice.styles, ...CallParts.styles]);
    this.requestUpdate();
  }

  #handleChange(previous: VoiceSnapshot, next: VoiceSnapshot): void {
    this.#states?.show(next);
    // A problem needs its words, also one that a page met before any visitor came near.
    if (next.error !== undefined && this.#parts === undefined) this.#handleIntent();
    this.#announcement = this.#parts?.announcement(previous, next) ?? this.#announcement;
    for (const event of eventsBetween(previous, next, this.#endedBy)) this.dispatchEvent(event);
    if (!isInCall(next.state)) this.#endedBy = 'page';
  }

  async #end(by: EndReason, end: () => Promise<void>): Promise<void> {
    this.#endedBy = by;
    await end();
  }

  /** First sign of interest: what a call needs is fetched while the visitor is still reading. */
  readonly #handleIntent = (): void => {
    ignoreShown(Promise.all([preloadSession(), this.#loadParts()]));
  };
}

/** What the session reads; a change of any is told to it. */
const SESSION_PROPERTIES = ['mode', 'microphone', 'identify', 'userEmail', 'lang'] as const;

/** For commands of the visitor: what went wrong is in the snapshot already, and on the screen. */
function ignoreShown(command: Promise<unknown>): void {
  command.catch((error: unknown) => {
    if (!(error instanceof VoiceError) && !(error instanceof TypeError)) throw error;
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'nutrina-voice': NutrinaVoice;
  }
}
