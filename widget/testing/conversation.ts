/**
 * A conversation as a test tells it: a session with every port scripted, and the sentences of both sides.
 *
 *     const talk = await inCall();
 *     await talk.user('Is tea good for me?');
 *     await talk.assistantStreams('It is. ', 'Without sugar.');
 *     await talk.interruptAfter('It is.');
 *     await talk.assertNothingLeft();
 */
import assert from 'node:assert/strict';
import type {
  SessionOptions,
  TranscriptEntry,
  VoiceMoment,
  VoiceSession,
  VoiceSnapshot,
} from '../session/snapshot.js';
import type { ErrorCode } from '../session/errors.js';
import { createNativeCall } from '../session/native-call.js';
import type { Ports } from '../session/ports.js';
import { createVoiceSession } from '../session/voice-session.js';
import { ManualClock } from './manual-clock.js';
import { ScriptedApi } from './scripted-api.js';
import { type ScriptedLine, ScriptedLink } from './scripted-link.js';
import { ScriptedMicrophone } from './scripted-microphone.js';
import { ScriptedPage } from './scripted-page.js';
import { ScriptedPeer } from './scripted-peer.js';
import { ScriptedPlayer } from './scripted-player.js';
import { ScriptedRemoteAudio } from './scripted-remote-audio.js';
import { ScriptedRecogniser } from './scripted-recogniser.js';
import { ScriptedSynthesiser } from './scripted-synthesiser.js';
import { settled } from './settled.js';

const OPTIONS: SessionOptions = {
  mode: 'hybrid',
  lang: 'en',
  microphone: 'processed',
  email: 'a@example.org',
};

export class Conversation {
  readonly clock = new ManualClock();
  readonly page = new ScriptedPage();
  readonly api = new ScriptedApi();
  readonly link = new ScriptedLink();
  /** Every conversation there was, oldest first: a new link begins one that knows nothing. */
  readonly peers: ScriptedPeer[] = [];
  /** Told of each, before it hears anything. */
  onPeer: (peer: ScriptedPeer) => void = () => undefined;
  readonly microphone = new ScriptedMicrophone();
  readonly recogniser = new ScriptedRecogniser();
  readonly synthesiser = new ScriptedSynthesiser();
  readonly players: ScriptedPlayer[] = [];
  readonly moments: VoiceMoment[] = [];
  readonly warnings: string[] = [];
  readonly snapshots: VoiceSnapshot[] = [];
  readonly session: VoiceSession;
  /** Whether the browser lets sound out; the default is yes. */
  soundPermission: () => Promise<void> = () => Promise.resolve();
  /** The peer's own voice; the latest, as every entry of the mode `speech` has its own. */
  remoteAudio = new ScriptedRemoteAudio(this.clock);
  /** Fetches what `speech` needs; the default is at once. */
  loadNative: Ports['loadNativeCall'] = () =>
    Promise.resolve((options) => {
      this.remoteAudio = new ScriptedRemoteAudio(this.clock);
      return createNativeCall(this.remoteAudio, options);
    });
  readonly #watching = new AbortController();
  readonly #peers = new Map<ScriptedLine, ScriptedPeer>();
  #ids = 0;
  #echo: number | undefined;

  constructor(options: Partial<SessionOptions> = {}) {
    this.link.onFrame = (frame, line) => this.#peerOf(line).receive(frame);
    this.session = createVoiceSession(
      {
        clock: this.clock,
        logger: { debug: () => undefined, warn: (message) => this.warnings.push(message) },
        page: this.page,
        api: this.api,
        link: this.link,
        recogniser: this.recogniser,
        microphone: this.microphone,
        synthesiser: this.synthesiser,
        decodeSpeech: (parts) => this.synthesiser.decode(parts),
        createPlayer: () => this.#createPlayer(),
        loadNativeCall: () => this.loadNative(),
        createId: (prefix) => `${prefix}_client_${++this.#ids}`,
        random: () => 0.5,
      },
      { ...OPTIONS, ...options },
    );
    this.session.onMoment((moment) => this.moments.push(moment), this.#watching.signal);
    this.session.subscribe((snapshot) => this.snapshots.push(snapshot), this.#watching.signal);
  }

  get state(): string {
    return this.session.snapshot.state;
  }

  get log(): readonly TranscriptEntry[] {
    return this.session.snapshot.transcript;
  }

  /** The log as `role status: text`, the shortest form to compare. */
  get lines(): readonly string[] {
    return this.log.map(
      ({ role, status, text, heard }) =>
        `${role} ${status}: ${text}${heard === undefined ? '' : ` [heard: ${heard}]`}`,
    );
  }

  /** What the visitor is being told, if anything. */
  noticeCode(): ErrorCode | undefined {
    return this.session.snapshot.notice?.code;
  }

  get player(): ScriptedPlayer {
    const player = this.players.at(-1);
    if (!player) throw new Error('There is no player yet.');
    return player;
  }

  /** The peer behind the link in use, or behind the last there was. */
  get peer(): ScriptedPeer {
    return this.link.line ? this.#peerOf(this.link.line) : (this.peers.at(-1) ?? unheard());
  }

  /** The states the session went through, each once. */
  get states(): readonly string[] {
    return this.snapshots.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);
  }

  /** What the peer was told, by type. */
  get told(): readonly string[] {
    return this.peer.journal.map(({ type }) => type);
  }

  /** The visitor speaks. */
  async user(...words: readonly [string, ...string[]]): Promise<void> {
    for (const interim of words) this.recogniser.interim(interim);
    this.recogniser.final(words.at(-1) ?? '');
    await settled();
  }

  /** The visitor types; resolves when the server has it. */
  async types(text: string): Promise<void> {
    await this.session.send(text);
  }

  async assistantStreams(...deltas: readonly string[]): Promise<void> {
    for (const delta of deltas) {
      this.peer.stream(delta);
      await settled();
    }
  }

  async assistantFinishes(): Promise<void> {
    this.peer.finish();
    await settled();
  }

  /** A whole answer, heard to the end. */
  async assistantSays(text: string): Promise<void> {
    await this.assistantStreams(text);
    await this.assistantFinishes();
    if (this.session.snapshot.activeMode === 'hybrid') await this.player.playAll();
    await settled();
  }

  /** The visitor presses the button when these words have just been heard. */
  async interruptAfter(words: string): Promise<void> {
    await this.player.playUntil(words);
    this.session.interrupt();
    await settled();
  }

  /** The microphone hears a sound of this loudness for so long, with a voice's pitch in it or without. */
  async hears(rms: number, durationMs: number, pitchHz?: number): Promise<void> {
    for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs += 20) {
      await this.clock.advance(20);
      this.microphone.level(rms, pitchHz);
    }
  }

  /** The visitor speaks into the microphone loudly enough, and long enough, to be noticed. */
  async speaksUp(): Promise<void> {
    await this.hears(0.3, 400);
  }

  /** From now on the microphone hears the loudspeakers by this factor, in a quiet room. */
  echoes(factor: number): void {
    this.#echo = factor;
  }

  /** Ends the session and proves that it gave everything back. */
  async assertNothingLeft(): Promise<void> {
    this.session.dispose();
    this.#watching.abort();
    await settled();
    this.api.assertComplete();
    assert.deepEqual(
      {
        links: this.link.open,
        microphones: this.microphone.opened,
        microphoneListeners: this.microphone.waiting,
        recogniser: this.recogniser.running,
        openPlayers: this.players.filter(({ closed }) => !closed).length,
        playerListeners: this.players.reduce((sum, { listeners }) => sum + listeners, 0),
        timers: this.clock.running,
        pageListeners: this.page.listeners,
        warnings: this.warnings,
      },
      {
        links: 0,
        microphones: 0,
        microphoneListeners: 0,
        recogniser: false,
        openPlayers: 0,
        playerListeners: 0,
        timers: 0,
        pageListeners: 0,
        warnings: [],
      },
    );
  }

  #peerOf(line: ScriptedLine): ScriptedPeer {
    const known = this.#peers.get(line);
    if (known) return known;
    const peer = new ScriptedPeer((frame) => line.receive(frame), this.#nextPeerName());
    this.#peers.set(line, peer);
    this.peers.push(peer);
    this.onPeer(peer);
    return peer;
  }

  #nextPeerName(): string {
    return this.peers.length === 0 ? '' : `${this.peers.length + 1}_`;
  }

  #createPlayer(): ScriptedPlayer {
    const player = new ScriptedPlayer(this.clock, () => this.soundPermission());
    player.onPlayed = () => {
      // Every second character: a level is 20 ms of sound.
      if (this.#echo === undefined || this.clock.now() % 20 !== 0) return;
      this.microphone.level(0.001 + this.#echo * player.level());
    };
    this.players.push(player);
    return player;
  }
}

function unheard(): never {
  throw new Error('There was no link yet.');
}

/** A conversation whose call is running. */
export async function inCall(options: Partial<SessionOptions> = {}): Promise<Conversation> {
  const talk = new Conversation(options);
  talk.api.expectOpen().expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  return talk;
}
