import type { Mode } from '../../server/contract/session.js';
import type { BackendAccess } from './backend-access.js';
import { CallLinks } from './call-links.js';
import { DeadAir } from './dead-air.js';
import { VoiceError } from './errors.js';
import type { LinkReserve } from './link-reserve.js';
import { HybridEars } from './hybrid-ears.js';
import { NativePart } from './native-part.js';
import { type Command, encode } from './protocol/commands.js';
import type { AnswerVoice, AudioPlayer, OpenMicrophone, Ports } from './ports.js';
import type { Effect } from './session-effects.js';
import type { VoiceEvent } from './session-events.js';
import { earsHeld, micOpen, type SessionState } from './session-state.js';
import type { SessionOptions } from './snapshot.js';
import type { SpeechFormat } from './speech-format.js';
import { SpeechQueue, type SpeechQueueEvent } from './speech-queue.js';

export interface CallOptions {
  readonly ports: Ports;
  readonly access: BackendAccess;
  readonly reserve: LinkReserve;
  readonly format: SpeechFormat;
  /** With the changes whose effects are being run. */
  readonly state: () => SessionState;
  /** Read anew at every use: `lang` may change within a call. */
  readonly settings: () => SessionOptions;
  readonly dispatch: (event: VoiceEvent) => void;
}

/** Most devices let sound out within milliseconds of a gesture, PulseAudio in Firefox within two seconds (measured). */
const UNLOCK_WITHIN_MS = 2000;

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;

/** What one call holds: link, microphone, recogniser, player. `close()` gives everything back. */
export class CallResources {
  readonly #options: CallOptions;
  readonly #lifetime = new AbortController();
  #ears = new AbortController();
  #microphone: OpenMicrophone | undefined;
  #hearing: HybridEars | undefined;
  readonly links: CallLinks;
  readonly #native: NativePart;
  #player: AudioPlayer | undefined;
  #queue: SpeechQueue | undefined;
  /** What an answer has brought while the part that speaks it was still being fetched. */
  #untold: ((voice: AnswerVoice) => void)[] = [];

  constructor(options: CallOptions) {
    const { ports, access, dispatch, settings } = options;
    this.#options = options;
    this.#native = new NativePart({
      ports,
      dispatch,
      wanted: () => this.#isNative,
      turnDetection: () =>
        options.settings().pushToTalk ? null : (access.reply.turnDetection ?? 'server_vad'),
      link: () => this.links.open,
      signal: this.#lifetime.signal,
    });
    this.links = new CallLinks({
      ...options,
      kind: settings().link ?? 'auto',
      onFrame: (frame) => this.#native.frame(frame),
      onChange: () => this.#openNative(),
    });
  }

  /** To be called within the visitor's gesture: browsers allow sound and microphone prompts only there. */
  begin({ mode, voice, microphone }: Of<'begin-call'>): void {
    this.#equip(mode, voice);
    if (microphone) this.openMicrophone();
  }

  /** Changes ears and voice; best within a gesture, as `begin`. */
  enterMode({ mode, microphone }: Of<'enter-mode'>): void {
    this.#hearing?.close();
    this.#hearing = undefined;
    if (mode !== 'speech') this.#native.leave();
    this.#equip(mode, mode !== 'text');
    if (mode === 'text') this.closeEars();
    else if (microphone) this.openMicrophone();
    else if (this.#microphone) this.startEars();
  }

  unlockVoice(): void {
    const voice = this.#native.call ?? this.#player;
    if (voice) this.#unlock(voice);
  }

  /** Reports `microphone-opened` or `microphone-failed`. */
  openMicrophone(): void {
    const { dispatch } = this.#options;
    void this.#openMicrophone(
      () => dispatch({ type: 'microphone-opened' }),
      (cause) => dispatch({ type: 'microphone-failed', error: VoiceError.from(cause, 'microphone-busy') }),
    );
  }

  /** Reports `microphone-back`. */
  awaitMicrophone(): void {
    const { ports, dispatch } = this.#options;
    ports.microphone.onAvailable(() => dispatch({ type: 'microphone-back' }), this.#ears.signal);
  }

  startEars(): void {
    if (this.#isNative) {
      void this.#native.listen(this.#microphone, this.#ears.signal);
      return;
    }
    const { ports, settings, dispatch } = this.#options;
    this.#hearing = new HybridEars({
      clock: ports.clock,
      recogniser: ports.recogniser,
      lang: () => settings().lang,
      manual: () => settings().pushToTalk === true,
      track: () => this.#microphone?.track,
      playedLevel: () => this.#player?.level() ?? 0,
      createId: ports.createId,
      signal: this.#ears.signal,
      dispatch,
    });
    this.holdEars();
  }

  /** As the state now says. */
  holdEars(): void {
    const state = this.#options.state();
    this.#microphone?.setEnabled(micOpen(state));
    if (earsHeld(state)) this.#hearing?.pause();
    else this.#hearing?.resume();
  }

  renewEars(): void {
    this.#hearing?.renew();
  }

  talk(on: boolean): void {
    if (this.#native.call) this.#native.call.talk(on);
    else this.#hearing?.talk(on);
  }

  changeTurnDetection(): void {
    this.#native.open();
  }

  closeEars(): void {
    this.#ears.abort();
    this.#ears = new AbortController();
    this.#hearing = undefined;
    this.#microphone?.close();
    this.#microphone = undefined;
  }

  /** Throws `link-lost` when the link does not take it. */
  send(command: Command): void {
    const { state, ports } = this.#options;
    this.links.send(encode(command));
    // A socket that closed while nobody spoke is open again by the answer's first sentence.
    const isAsked = command.type === 'create-response' && state().call?.mode === 'hybrid';
    if (isAsked && this.#player) ports.synthesiser.warm();
  }

  speak(itemId: string, delta: string): void {
    if (!this.#isNative) this.#queue ??= this.#createQueue();
    this.#tellVoice((voice) => voice.push(itemId, delta));
  }

  finishItem(itemId: string): void {
    this.#tellVoice((voice) => voice.finishItem(itemId));
  }

  finishAnswer(): void {
    this.#tellVoice((voice) => voice.finishAnswer());
  }

  /** Silence now; reports `silenced`. */
  silence(): void {
    const heard = this.#voice?.stop() ?? [];
    this.#untold = [];
    const { createId, clock } = this.#options.ports;
    this.#hearing?.silent(clock.now());
    const items = heard.map((item) => ({ ...item, replacementId: createId('item') }));
    this.#options.dispatch({ type: 'silenced', items, ...(this.#native.call ? { byServer: true } : {}) });
  }

  close(): void {
    this.#lifetime.abort();
    this.closeEars();
    this.#native.close();
    this.#player?.close();
    this.links.close();
  }

  async #openMicrophone(opened: () => void, failed: (cause: unknown) => void): Promise<void> {
    const { ports, settings, state } = this.#options;
    const { signal } = this.#ears;
    try {
      const microphone = await ports.microphone.open({ processing: settings().microphone, signal });
      if (signal.aborted) {
        microphone.close();
        return;
      }
      microphone.setEnabled(micOpen(state()));
      this.#adopt(microphone);
      opened();
    } catch (cause) {
      if (!signal.aborted) failed(cause);
    }
  }

  #adopt(microphone: OpenMicrophone): void {
    const { ports, state, dispatch } = this.#options;
    this.#microphone = microphone;
    const air = new DeadAir();
    microphone.onLevel((rms, pitchHz) => {
      const nowMs = ports.clock.now();
      this.#native.call?.level(rms);
      this.#hearing?.level(rms, pitchHz);
      // An echo canceller may leave nothing at all while the assistant speaks.
      if (earsHeld(state()) || state().call?.voice === 'audible') return air.rest();
      const isDead = air.level(rms, nowMs);
      if (isDead !== undefined) dispatch({ type: 'dead-air', on: isDead });
    });
    microphone.onEnded(() => this.#replaceMicrophone());
  }

  /** The device is gone: another one takes its place if there is one, and the call does not notice. */
  #replaceMicrophone(): void {
    this.#microphone?.close();
    this.#microphone = undefined;
    void this.#openMicrophone(
      () => (this.#hearing ? this.#hearing.renew() : this.startEars()),
      // Whatever it was, what the visitor has to know is that the microphone they had is gone.
      () => this.#options.dispatch({ type: 'microphone-ended' }),
    );
  }

  get #isNative(): boolean {
    return this.#options.state().call?.mode === 'speech';
  }

  get #voice(): AnswerVoice | undefined {
    return this.#native.call ?? this.#queue;
  }

  #tellVoice(tell: (voice: AnswerVoice) => void): void {
    if (this.#isNative && !this.#native.call) this.#untold.push(tell);
    else if (this.#voice) tell(this.#voice);
  }

  #equip(mode: Mode, voice: boolean): void {
    if (mode === 'speech') {
      this.#native.enter(() => {
        this.unlockVoice();
        this.#openNative();
        for (const tell of this.#untold.splice(0)) this.#tellVoice(tell);
      });
    } else if (voice) {
      this.#player ??= this.#options.ports.createPlayer();
      this.unlockVoice();
    }
  }

  #openNative(): void {
    this.#native.open();
    void this.#native.listen(this.#microphone, this.#ears.signal);
  }

  /** A slow sound device lets the sound out after all: its word counts whenever it comes. */
  #unlock(player: Pick<AudioPlayer, 'unlock'>): void {
    const { dispatch, ports } = this.#options;
    const { signal } = this.#lifetime;
    const waiting = new AbortController();
    const failed = (cause: unknown): void => {
      if (!signal.aborted)
        dispatch({ type: 'unlock-failed', error: VoiceError.from(cause, 'playback-blocked') });
    };
    const late = (): void =>
      failed(
        new VoiceError(
          'playback-blocked',
          'The browser lets no sound out: it waits for a gesture or a device.',
        ),
      );
    ports.clock.after(UNLOCK_WITHIN_MS, late, AbortSignal.any([signal, waiting.signal]));
    player
      .unlock()
      .then(() => signal.aborted || dispatch({ type: 'unlocked' }), failed)
      .finally(() => waiting.abort());
  }

  #createQueue(): SpeechQueue | undefined {
    const { ports, access, format, settings } = this.#options;
    if (!this.#player) return undefined;
    const { voice } = settings();
    return new SpeechQueue({
      clock: ports.clock,
      synthesiser: ports.synthesiser,
      decodeSpeech: ports.decodeSpeech,
      format,
      player: this.#player,
      token: () => access.reply.session.token,
      lang: () => settings().lang,
      ...(voice === undefined ? {} : { voice }),
      maxCharacters: access.reply.limits.ttsCharacters,
      signal: this.#lifetime.signal,
      createId: ports.createId,
      onEvent: (event) => this.#spoke(event),
    });
  }

  #spoke(event: SpeechQueueEvent): void {
    const { dispatch } = this.#options;
    switch (event.type) {
      case 'audible':
        return dispatch(event);
      case 'sentence':
        return this.#hearing?.audible(event.text, event.atMs);
      case 'silent':
        this.#hearing?.silent(event.atMs);
        return dispatch({ type: 'silent' });
      case 'mark':
        return dispatch({ type: 'speech-mark', name: event.name, atMs: event.atMs });
      case 'gap':
        return dispatch({ type: 'speech-gap', gapMs: event.gapMs });
      case 'failed':
        return dispatch({ type: 'speech-failed', error: event.error });
      default:
        return event satisfies never;
    }
  }
}
