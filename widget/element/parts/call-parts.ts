/** The lazy half of the element: the session's controller, and all that is shown only once a visitor is interested. */
import { html, nothing, type CSSResult, type LitElement, type TemplateResult } from 'lit';
import { ConversationKeeper } from '../../controllers/conversation-keeper.js';
import type { BrowserSessionOptions } from '../../controllers/load-session.js';
import { VoiceSessionController } from '../../controllers/voice-session-controller.js';
import type { EndReason, TranscriptEntry, VoiceSession, VoiceSnapshot } from '../../session/snapshot.js';
import type { NutrinaEvent } from '../events.js';
import type { Choice } from '../options.js';
import type { Face } from '../shell.js';
import { STATES, TEXT } from '../text/en.js';
import type { View } from '../view.js';
import { announcement, inLanguages } from './announcement.js';
import { callEvents, eventOf } from './call-events.js';
import { changedEntries } from './changed-entries.js';
import { callBar } from './call-bar.js';
import { callGlyph, callOrbStyles } from './call-orb.js';
import { callView, isInCall, isStillChanging, type CallViewOptions } from './call-view.js';
import { callStyles } from './call.styles.js';
import { composer } from './composer.js';
import { FocusKeeper } from './focus-keeper.js';
import { indicators } from './indicators.js';
import { language, languageAround } from './language.js';
import { LogScroll } from './log-scroll.js';
import { messageLog } from './message-log.js';
import { messageStyles } from './message.styles.js';
import { menus } from './menus.js';
import { Countdown } from './countdown.js';
import { problemBox } from './problem-box.js';
import { addressOf, openingOptions, sessionOptions, type OptionSources } from './session-options.js';
import { stateHint } from './state-hint.js';

/** The element as its lazy half sees it. */
export type CallPartsHost = LitElement &
  Pick<OptionSources, 'microphone' | 'pushToTalk' | 'identify' | 'userEmail'> & {
    mode: OptionSources['mode'];
    link: OptionSources['link'];
    readonly resume: Choice<'resume'>;
    readonly textInput: Choice<'textInput'>;
  };

/** What the shell lends to its lazy half. */
export interface CallPartsHooks {
  /** What the shell shows already. */
  readonly initial: VoiceSnapshot;
  readonly enteredEmail: () => string;
  /** The attribute, or the build's own default. */
  readonly server: () => string | undefined;
  readonly createSession: (options: BrowserSessionOptions) => Promise<VoiceSession>;
  readonly onChange: (next: VoiceSnapshot) => void;
  /** Tells the page something that no snapshot shows. */
  readonly tell: (event: NutrinaEvent) => void;
}

/** Ends every other announcement, unheard: a screen reader says nothing of a text that is the same as before. */
const MARK = '\u00a0';

export class CallParts {
  static readonly styles: readonly CSSResult[] = [callStyles, messageStyles, callOrbStyles];

  /** The session behind what is shown. */
  readonly voice: VoiceSessionController;
  readonly #host: CallPartsHost;
  readonly #hooks: CallPartsHooks;
  readonly #scroll: LogScroll;
  readonly #keeper: ConversationKeeper;
  readonly #countdown: Countdown;
  #endedBy: EndReason = 'page';
  #transcript: VoiceSnapshot['transcript'] = [];
  #draft = '';
  #isMarked = false;

  constructor(host: CallPartsHost, hooks: CallPartsHooks) {
    this.#host = host;
    this.#hooks = hooks;
    this.#scroll = new LogScroll(host);
    this.#countdown = new Countdown(host);
    this.voice = new VoiceSessionController(host, {
      initial: hooks.initial,
      options: () => openingOptions(this.#sources()),
      create: hooks.createSession,
      onChange: (next) => {
        this.#keep(next);
        hooks.onChange(next);
        this.#endedBy = 'page';
      },
      onMoment: (moment) => {
        hooks.tell(eventOf(moment));
      },
    });
    host.addController(new FocusKeeper(host));
    this.#keeper = new ConversationKeeper({
      place: () => this.#place(),
      email: () => this.#email(),
      entries: () => this.voice.snapshot.transcript,
      recall: ({ entries }) => {
        this.#recall(entries);
      },
    });
    // Last: it may have something to put into the session at once.
    host.addController(this.#keeper);
  }

  /** Whether the visitor only needs to go on with a conversation that was kept. */
  get continues(): boolean {
    const { identify } = this.#host;
    return (
      this.#keeper.kept !== undefined &&
      (identify !== 'email' || sessionOptions(this.#sources()).email !== undefined)
    );
  }

  /** Hands changed attributes to the session. */
  configure(): void {
    this.voice.configure(sessionOptions(this.#sources()));
    // Set on an element that has left the page, they are not to take the conversation from the one in its place.
    if (this.#host.isConnected) this.#keeper.follow();
  }

  /** Ends call and session, and keeps nothing of them. */
  async disconnect(): Promise<void> {
    const ended = this.voice.disconnect();
    this.#keeper.forget();
    this.#draft = '';
    await ended;
  }

  /** After every rendering: keeps the newest words in sight unless the visitor reads older ones. */
  followLog(): void {
    this.#scroll.follow();
  }

  /** What the page hears of a change, beyond problems and states. */
  events(previous: VoiceSnapshot, next: VoiceSnapshot): readonly NutrinaEvent[] {
    return this.#isRecalled(previous, next) ? [] : callEvents(previous, next, this.#endedBy);
  }

  announcement(previous: VoiceSnapshot, next: VoiceSnapshot): TemplateResult | undefined {
    const sayings = this.#isRecalled(previous, next) ? [TEXT.recalled] : announcement(previous, next);
    if (sayings.length === 0) return undefined;
    const line = this.#isMarked ? [...sayings, MARK] : sayings;
    this.#isMarked = !this.#isMarked;
    return inLanguages(line, this.#language());
  }

  /** How the header shows a state that the shell alone does not know. */
  face(view: View): Face {
    const { endReason, weak } = this.voice.snapshot;
    const isBack = view.state === 'idle' && view.zone === 'ready';
    const usual = stateHint(this.voice.snapshot, this.#host.textInput);
    const hint = isBack ? TEXT.recalled : weak ? TEXT.weak : usual;
    const words = [STATES[view.state][0], endReason === undefined ? hint : TEXT.ends[endReason]] as const;
    return { glyph: callGlyph(this.voice.snapshot), words };
  }

  problem({ problem }: View): TemplateResult | typeof nothing {
    const secondsLeft = this.#countdown.left(problem?.problem.retryInMs);
    if (problem === undefined) return nothing;
    const actions = {
      connect: () => {
        settle(this.voice.connect());
      },
      start: this.#start,
      dismiss: () => {
        this.voice.dismissNotice();
      },
      reload: () => {
        location.reload();
      },
      ...(this.#host.textInput === 'off' ? {} : { type: this.#type }),
    };
    return problemBox(problem, actions, secondsLeft);
  }

  log(entries: readonly TranscriptEntry[]): TemplateResult {
    const inCall = isInCall(this.voice.snapshot.state);
    return messageLog({
      entries,
      sending: inCall ? TEXT.sending : TEXT.toBeSent,
      lang: this.#language(),
      scroll: this.#scroll,
      resend: (id) => {
        // Without a call there is nobody to send it to: one is begun, in this very gesture.
        settle(inCall ? this.voice.resend(id) : this.#resendInCall(id));
      },
    });
  }

  indicators(view: View, options: CallViewOptions): TemplateResult | typeof nothing {
    const list = callView(view, this.voice.snapshot, options).indicators;
    return list.length === 0 ? nothing : indicators(list);
  }

  controls(view: View, options: CallViewOptions): TemplateResult {
    const shown = callView(view, this.voice.snapshot, options);
    const bar = callBar(shown, {
      start: this.#start,
      hangUp: () => {
        this.#endedBy = 'visitor';
        settle(this.voice.stop());
      },
      interrupt: () => {
        this.voice.interrupt();
      },
      mute: (on) => {
        this.voice.mute(on);
      },
      talk: (on) => {
        this.voice.talk(on);
      },
    });
    const { turnCharacters: maxCharacters } = this.voice.snapshot;
    const written = {
      maxCharacters,
      draft: this.#draft,
      keep: (draft: string) => {
        this.#draft = draft;
      },
      send: (text: string) => {
        settle(this.voice.send(text));
      },
    };
    const choices = menus(shown, {
      mode: (mode) => {
        this.#host.mode = mode;
        this.voice.switchMode(mode);
      },
      link: (link) => {
        this.#host.link = link;
      },
    });
    return html`${bar} ${shown.showsComposer ? composer(written) : nothing} ${choices}`;
  }

  /** What an earlier page had is no news: nothing of it is told or read out again. */
  #isRecalled(previous: VoiceSnapshot, { transcript: [first] }: VoiceSnapshot): boolean {
    const { entries: [kept] = [] } = this.#keeper.kept ?? {};
    return kept !== undefined && previous.transcript.length === 0 && first?.id === kept.id;
  }

  #keep({ transcript }: VoiceSnapshot): void {
    const changed = changedEntries(this.#transcript, transcript);
    this.#transcript = transcript;
    const isOver = transcript.length === 0 || changed.some(({ entry }) => !isStillChanging(entry));
    if (!isOver || !this.#host.isConnected) return;
    this.#keeper.follow();
    this.#keeper.save();
  }

  #recall(entries: readonly TranscriptEntry[]): void {
    const sources = this.#sources();
    settle(this.voice.recall({ server: addressOf(sources) ?? '', ...sessionOptions(sources) }, entries));
  }

  /** Which backend's conversation it is, and of which element where a page has several. */
  #place(): string | undefined {
    const address = addressOf(this.#sources());
    return this.#host.resume === 'tab' && address !== undefined ? `${address}#${this.#host.id}` : undefined;
  }

  #email(): string {
    return this.#hooks.enteredEmail() || (this.#keeper.kept?.email ?? '');
  }

  #language(): string {
    return language(languageAround(this.#host), navigator.language);
  }

  #sources(): OptionSources {
    const { mode, link, microphone, pushToTalk, identify, userEmail } = this.#host;
    return {
      mode,
      pushToTalk,
      link,
      microphone,
      identify,
      userEmail,
      enteredEmail: this.#email(),
      lang: this.#language(),
      server: this.#hooks.server(),
      base: document.baseURI,
    };
  }

  async #resendInCall(id: string): Promise<void> {
    await this.voice.start();
    await this.voice.resend(id);
  }

  readonly #type = (): void => {
    this.#host.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
  };

  readonly #start = (): void => {
    settle(this.voice.start());
  };
}

/** For what a visitor asks: nobody awaits it, and what goes wrong is in the snapshot and on the screen. */
function settle(command: Promise<void>): void {
  command.then(undefined, () => undefined);
}
