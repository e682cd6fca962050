/** The lazy half of the element: the session's controller, and all that is shown only once a visitor is interested. */
import { html, nothing, type CSSResult, type LitElement, type TemplateResult } from 'lit';
import type { BrowserSessionOptions } from '../../controllers/load-session.js';
import { VoiceSessionController } from '../../controllers/voice-session-controller.js';
import type { EndReason, TranscriptEntry, VoiceSession, VoiceSnapshot } from '../../session/snapshot.js';
import type { NutrinaEvent } from '../events.js';
import type { Face } from '../shell.js';
import { STATES, TEXT } from '../text/en.js';
import type { View } from '../view.js';
import { announcement } from './announcement.js';
import { callEvents, eventOf } from './call-events.js';
import { callBar } from './call-bar.js';
import { callGlyph, callOrbStyles } from './call-orb.js';
import { callView, type CallViewOptions } from './call-view.js';
import { callStyles } from './call.styles.js';
import { composer } from './composer.js';
import { FocusKeeper } from './focus-keeper.js';
import { indicators } from './indicators.js';
import { language, languageAround } from './language.js';
import { LogScroll } from './log-scroll.js';
import { messageLog } from './message-log.js';
import { messageStyles } from './message.styles.js';
import { menus } from './menus.js';
import { problemBox } from './problem-box.js';
import { openingOptions, sessionOptions, type OptionSources } from './session-options.js';

/** The element as its lazy half sees it. */
export type CallPartsHost = LitElement &
  Pick<OptionSources, 'microphone' | 'identify' | 'userEmail'> & {
    mode: OptionSources['mode'];
    link: OptionSources['link'];
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

export class CallParts {
  static readonly styles: readonly CSSResult[] = [callStyles, messageStyles, callOrbStyles];

  /** The session behind what is shown. */
  readonly voice: VoiceSessionController;
  readonly #host: CallPartsHost;
  readonly #hooks: CallPartsHooks;
  readonly #scroll: LogScroll;
  #endedBy: EndReason = 'page';

  constructor(host: CallPartsHost, hooks: CallPartsHooks) {
    this.#host = host;
    this.#hooks = hooks;
    this.#scroll = new LogScroll(host);
    this.voice = new VoiceSessionController(host, {
      initial: hooks.initial,
      options: () => openingOptions(this.#sources()),
      create: hooks.createSession,
      onChange: (next) => {
        hooks.onChange(next);
        this.#endedBy = 'page';
      },
      onMoment: (moment) => {
        hooks.tell(eventOf(moment));
      },
    });
    host.addController(new FocusKeeper(host));
  }

  /** Hands changed attributes to the session. */
  configure(): void {
    this.voice.configure(sessionOptions(this.#sources()));
  }

  /** After every rendering: keeps the newest words in sight unless the visitor reads older ones. */
  followLog(): void {
    this.#scroll.follow();
  }

  /** What the page hears of a change, beyond problems and states. */
  events(previous: VoiceSnapshot, next: VoiceSnapshot): readonly NutrinaEvent[] {
    return callEvents(previous, next, this.#endedBy);
  }

  announcement(previous: VoiceSnapshot, next: VoiceSnapshot): string | undefined {
    return announcement(previous, next);
  }

  /** How the header shows a state that the shell alone does not know. */
  face(view: View): Face {
    const { endReason, weak } = this.voice.snapshot;
    const [word, usual] = STATES[view.state];
    const hint = weak ? TEXT.weak : usual;
    const words = [word, endReason === undefined ? hint : TEXT.ends[endReason]] as const;
    return { glyph: callGlyph(view), words };
  }

  problem({ problem }: View): TemplateResult | typeof nothing {
    if (problem === undefined) return nothing;
    return problemBox(problem, {
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
      type: () => this.#host.renderRoot.querySelector<HTMLElement>('textarea')?.focus(),
    });
  }

  log(entries: readonly TranscriptEntry[]): TemplateResult {
    return messageLog({
      entries,
      lang: this.#language(),
      scroll: this.#scroll,
      resend: (id) => {
        settle(this.voice.resend(id));
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
    });
    const { turnCharacters: maxCharacters } = this.voice.snapshot;
    const send = (text: string) => {
      settle(this.voice.send(text));
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
    return html`${bar} ${shown.showsComposer ? composer({ maxCharacters, send }) : nothing} ${choices}`;
  }

  #language(): string {
    return language(languageAround(this.#host), navigator.language);
  }

  #sources(): OptionSources {
    const { mode, link, microphone, identify, userEmail } = this.#host;
    return {
      mode,
      link,
      microphone,
      identify,
      userEmail,
      enteredEmail: this.#hooks.enteredEmail(),
      lang: this.#language(),
      server: this.#hooks.server(),
      base: document.baseURI,
    };
  }

  readonly #start = (): void => {
    settle(this.voice.start());
  };
}

/** For what a visitor asks: nobody awaits it, and what goes wrong is in the snapshot and on the screen. */
function settle(command: Promise<void>): void {
  command.then(undefined, () => undefined);
}
