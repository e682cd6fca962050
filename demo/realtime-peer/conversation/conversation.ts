import type { Brain, BrainFailure } from '../brain/brain.js';
import type { ClientEvent } from './client-events.js';
import { parseClientEvent, unsupportedType } from './client-events.js';
import { createIds } from './ids.js';
import type { Ids } from './ids.js';
import { InputTurns } from './input-turns.js';
import { ItemDesk } from './item-desk.js';
import { ItemList } from './item-list.js';
import { Playback } from './playback.js';
import type { Clock, SpeechIn, SpeechOut } from './ports.js';
import { ProtocolError } from './protocol-error.js';
import { ResponseDesk } from './response-desk.js';
import { applyPatch } from './session-config.js';
import type { SessionConfig } from './session-config.js';
import { createTimedSpeech } from './timed-speech.js';
import type { ServerEvent, ServerEventBody } from './wire.js';

export interface ConversationOptions {
  /** The effective session of the mint or of the unified call; its `expires_at` is set here. */
  readonly session: SessionConfig;
  readonly clock: Clock;
  /** [0, 1): ids come from it, so the same seed gives the same ids. */
  readonly random: () => number;
  readonly brain: Brain;
  /** Absent: an unheard voice that takes its time. */
  readonly speechOut?: SpeechOut;
  readonly speechIn?: SpeechIn;
  /**
   * The brain hears for itself, as a speech-to-speech model does: an answer does not wait until
   * what was said has become text. Default false.
   */
  readonly brainHears?: boolean;
  /** There is no sound of ours to clear: over a WebSocket the client plays. Default false. */
  readonly clientPlays?: boolean;
  /** Longest life in seconds (OpenAI Realtime: 3,600). */
  readonly limitSeconds: number;
  readonly send: (event: ServerEvent) => void;
  /** The session's time is over and the client has been told: close the link. */
  readonly onExpired: () => void;
}

/**
 * One Realtime session without its link: client events in, server events out, in the orders of
 * the recordings. Uses no timer but the clock's and no chance but `random`.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #ids: Ids;
  readonly #items = new ItemList();
  readonly #itemDesk: ItemDesk;
  readonly #responses: ResponseDesk;
  readonly #turns: InputTurns;
  readonly #playback: Playback;
  #session: SessionConfig;
  #cancelExpiry: (() => void) | undefined;
  #ended = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#ids = createIds(options.random);
    const { clock, speechIn, brain } = options;
    const speechOut = options.speechOut ?? createTimedSpeech(clock);
    const emit = (event: ServerEventBody) => this.#emit(event);
    const session = () => this.#session;
    this.#playback = new Playback(speechOut, emit, () => this.#turns.watchSilence());
    this.#turns = new InputTurns(speechIn, {
      clock,
      ids: this.#ids,
      items: this.#items,
      session,
      emit,
      bargeIn: () => this.#bargeIn(),
      answer: () => this.#answer(),
      quiet: () => !this.#responses.busy && !this.#playback.busy,
    });
    this.#responses = new ResponseDesk({
      clock,
      ids: this.#ids,
      items: this.#items,
      brain,
      playback: this.#playback,
      conversationId: this.#ids.next('conv'),
      transcripts: (segmentId) => this.#turns.transcript(segmentId),
      session,
      emit,
      whenHeard: (run) => (options.brainHears === true ? run() : this.#turns.whenHeard(run)),
      onIdle: () => this.#turns.watchSilence(),
    });
    this.#itemDesk = new ItemDesk({
      items: this.#items,
      ids: this.#ids,
      emit,
      segmentAudio: (segmentId) => this.#turns.segmentAudio(segmentId),
    });
  }

  /** The link is open: sends `session.created` and starts the session's time. */
  start(): void {
    const { clock, limitSeconds } = this.#options;
    this.#session = { ...this.#session, expires_at: clock.unixSeconds() + limitSeconds };
    this.#cancelExpiry = clock.after(limitSeconds * 1000, () => this.expire());
    this.#emit({ type: 'session.created', session: structuredClone(this.#session) });
    this.#turns.configure();
  }

  /** Takes one text frame of the channel. Never throws: a bad one is answered by `error`. */
  receive(text: string): void {
    if (this.#ended) return;
    const parsed = parseClientEvent(text);
    if (!parsed.ok) {
      this.#refuse(parsed.error, parsed.eventId);
      return;
    }
    const { event } = parsed;
    try {
      this.#handle(event);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error, event.event_id ?? null);
    }
  }

  /** A binary frame came, which no client should send. */
  receiveBinary(): void {
    if (this.#ended) return;
    const error = new ProtocolError('Expected a text WebSocket message; binary frames are not supported.', {
      code: 'invalid_event',
    });
    this.#refuse(error, null);
  }

  /** The hour is over, or a fault says so: tells the client and asks for the link to close. */
  expire(): void {
    if (this.#ended) return;
    const minutes = Math.round(this.#options.limitSeconds / 60);
    const error = new ProtocolError(`Your session hit the maximum duration of ${minutes} minutes.`, {
      code: 'session_expired',
    });
    this.#refuse(error, null);
    this.end();
    this.#options.onExpired();
  }

  /** The next response ends as failed (a fault asked for by name). */
  failNextResponse(error: BrainFailure): void {
    this.#responses.failNext(error);
  }

  /** Sends an `error` that no client event caused (a fault asked for by name). */
  tellError({ type, code, message }: BrainFailure): void {
    this.#refuse(new ProtocolError(message, { type, code }), null);
  }

  /** The sound breaks off where it is, as if cleared (a fault asked for by name). */
  cutSound(): void {
    this.#playback.clear();
  }

  /** The link is gone. Sends nothing more and holds no timer. */
  end(): void {
    this.#ended = true;
    this.#cancelExpiry?.();
    this.#responses.dispose();
    this.#playback.dispose();
    this.#turns.dispose();
  }

  #handle(event: ClientEvent): void {
    switch (event.type) {
      case 'session.update':
        this.#updateSession(event);
        return;
      case 'conversation.item.create':
        this.#itemDesk.create(event.item, event.previous_item_id ?? undefined);
        return;
      case 'conversation.item.delete':
        this.#itemDesk.delete(event.item_id);
        return;
      case 'conversation.item.retrieve':
        this.#itemDesk.retrieve(event.item_id);
        return;
      case 'conversation.item.truncate':
        this.#itemDesk.truncate(event);
        return;
      case 'input_audio_buffer.append':
        this.#turns.append(event.audio);
        return;
      case 'input_audio_buffer.commit':
        this.#turns.commit();
        return;
      case 'input_audio_buffer.clear':
        this.#turns.clear();
        return;
      case 'output_audio_buffer.clear':
        if (this.#options.clientPlays === true) throw unsupportedType(event.type);
        this.#playback.clear();
        return;
      case 'response.create':
        this.#responses.create(event.response ?? {});
        return;
      case 'response.cancel':
        this.#responses.cancel(event.response_id);
        return;
      default:
        event satisfies never;
    }
  }

  #updateSession(event: Extract<ClientEvent, { type: 'session.update' }>): void {
    if (event.session.type === 'transcription') {
      throw new ProtocolError('Cannot change the type of a session.', {
        code: 'invalid_value',
        param: 'session.type',
      });
    }
    const voiceLocked = this.#responses.voiceUsed;
    this.#session = applyPatch(this.#session, event.session, { voiceLocked, modelFixed: true });
    this.#emit({ type: 'session.updated', session: structuredClone(this.#session) });
    this.#turns.configure();
  }

  #bargeIn(): void {
    this.#responses.interrupt();
    this.#playback.clear();
  }

  #answer(): void {
    try {
      this.#responses.create({});
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error, null);
    }
  }

  #refuse(error: ProtocolError, eventId: string | null): void {
    this.#emit({ type: 'error', error: error.toBody(eventId) });
  }

  #emit(event: ServerEventBody): void {
    if (this.#ended) return;
    const ofSound = event.type.startsWith('output_audio_buffer.');
    const eventId = ofSound ? this.#ids.soundEvent() : this.#ids.next('event');
    this.#options.send({ ...event, event_id: eventId });
  }
}
