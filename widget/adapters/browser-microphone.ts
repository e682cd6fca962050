import type { ErrorCode } from '../session/errors.js';
import { VoiceError } from '../session/errors.js';
import type { Clock, Microphone, OpenMicrophone } from '../session/ports.js';
import { measureVoice } from './level-meter.js';
import { pause, type Waiting } from './pause.js';

/** The contract's two settings of the attribute `microphone`. */
const CONSTRAINTS = {
  processed: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  raw: {
    sampleRate: 48_000,
    channelCount: 1,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  },
} as const satisfies Record<string, MediaTrackConstraints>;

/** Another page letting go of the device needs about this long (reliability matrix M4). */
const BUSY_RETRY_MS = 500;
/** Chromium told nobody when a PulseAudio source was unplugged: only the list of devices changed (M6). */
const PRESENCE_CHECK_MS = 3000;

/** W3C Media Capture, getUserMedia: names of its failures. Others are a device that does not work now. */
const CODES = new Map<string, ErrorCode>([
  ['NotAllowedError', 'microphone-denied'],
  ['SecurityError', 'policy-blocked'],
  ['NotFoundError', 'microphone-missing'],
]);

/** The visitor's microphone by `getUserMedia`. */
export function createBrowserMicrophone(clock: Clock): Microphone {
  return {
    async open({ processing, signal }) {
      assertReachable();
      const stream = await request(CONSTRAINTS[processing], { clock, signal });
      const track = stream.getAudioTracks()[0];
      if (track === undefined) throw new VoiceError('microphone-missing', 'The stream has no audio track.');
      if (signal.aborted) {
        track.stop();
        throw VoiceError.aborted();
      }
      return new BrowserOpenMicrophone(track, clock);
    },
    onAvailable(listener, signal) {
      // Without https, or where the page may not have one, there is no microphone to come.
      if (!isSecureContext || !('mediaDevices' in navigator)) return;
      navigator.mediaDevices.addEventListener('devicechange', listener, { signal });
      void watchPermission(listener, signal);
    },
  };
}

async function watchPermission(listener: () => void, signal: AbortSignal): Promise<void> {
  try {
    const permission = await navigator.permissions.query({ name: 'microphone' });
    const tell = (): void => {
      if (permission.state === 'granted') listener();
    };
    permission.addEventListener('change', tell, { signal });
  } catch {
    // Older browsers know no permission of that name: the visitor calls again.
    return;
  }
}

function assertReachable(): void {
  // Without https there is no `mediaDevices`, whatever the DOM's types say.
  if (!isSecureContext || Reflect.get(navigator, 'mediaDevices') === undefined) {
    throw new VoiceError(
      'insecure-context',
      'Browsers give a microphone to pages on https and localhost only.',
    );
  }
  if (!policyAllowsMicrophone()) {
    throw policyBlocked();
  }
}

/** Chromium alone can be asked; elsewhere the request itself is refused. */
function policyAllowsMicrophone(): boolean {
  const policy: unknown =
    Reflect.get(document, 'permissionsPolicy') ?? Reflect.get(document, 'featurePolicy');
  if (typeof policy !== 'object' || policy === null) return true;
  const allows: unknown = Reflect.get(policy, 'allowsFeature');
  return typeof allows !== 'function' || Reflect.apply(allows, policy, ['microphone']) !== false;
}

async function request(constraints: MediaTrackConstraints, waiting: Waiting): Promise<MediaStream> {
  try {
    return await ask(constraints, waiting);
  } catch (error) {
    if (error instanceof VoiceError) throw error;
    if (CODES.has(nameOf(error))) throw await explained(error);
    // Busy, or a constraint the device cannot meet: once more, later, for any microphone at all.
    await pause(BUSY_RETRY_MS, waiting);
  }
  try {
    return await ask(true, waiting);
  } catch (error) {
    if (error instanceof VoiceError) throw error;
    throw await explained(error);
  }
}

async function explained(cause: unknown): Promise<VoiceError> {
  const name = nameOf(cause);
  if (name === 'NotAllowedError' && window.parent !== window && (await hasNone()))
    return policyBlocked(cause);
  return new VoiceError(CODES.get(name) ?? 'microphone-busy', `getUserMedia failed with ${name}.`, { cause });
}

function policyBlocked(cause?: unknown): VoiceError {
  const message = 'The page’s Permissions-Policy, or an iframe without allow="microphone", forbids it.';
  return new VoiceError('policy-blocked', message, { cause });
}

/** Firefox refuses a frame without allow="microphone" as if the visitor had; but lists it no microphone at all. */
async function hasNone(): Promise<boolean> {
  return (await microphones().catch(() => undefined))?.length === 0;
}

async function microphones(): Promise<readonly MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'audioinput');
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** A permission prompt cannot be taken back: whoever gave up waiting must still stop what comes of it. */
function ask(audio: MediaTrackConstraints | true, { signal }: Waiting): Promise<MediaStream> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(VoiceError.aborted());
      return;
    }
    const giveUp = (): void => reject(VoiceError.aborted());
    signal.addEventListener('abort', giveUp, { once: true });
    navigator.mediaDevices
      .getUserMedia({ audio })
      .then((stream) => {
        if (signal.aborted) for (const track of stream.getTracks()) track.stop();
        resolve(stream);
      }, reject)
      .finally(() => signal.removeEventListener('abort', giveUp));
  });
}

class BrowserOpenMicrophone implements OpenMicrophone {
  readonly track: MediaStreamTrack;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #wasListed = false;

  constructor(track: MediaStreamTrack, clock: Clock) {
    this.track = track;
    this.#clock = clock;
  }

  setEnabled(enabled: boolean): void {
    this.track.enabled = enabled;
  }

  onLevel(listener: Parameters<OpenMicrophone['onLevel']>[0]): void {
    measureVoice(this.track, { clock: this.#clock, signal: this.#closed.signal, onLevel: listener });
  }

  onEnded(listener: () => void): void {
    const told = new AbortController();
    const signal = AbortSignal.any([told.signal, this.#closed.signal]);
    const tell = (): void => {
      if (signal.aborted) return;
      told.abort();
      listener();
    };
    const check = async (): Promise<void> => {
      if (!(await this.#isPresent())) tell();
    };
    const checkLater = (): void =>
      this.#clock.after(PRESENCE_CHECK_MS, () => void check().then(checkLater), signal);
    this.track.addEventListener('ended', tell, { signal });
    navigator.mediaDevices.addEventListener('devicechange', () => void check(), { signal });
    // What is never listed cannot be missed.
    void this.#isPresent();
    checkLater();
  }

  close(): void {
    this.#closed.abort();
    this.track.stop();
  }

  /** Whether the track's device is still listed; true where that cannot be known. */
  async #isPresent(): Promise<boolean> {
    if (this.track.readyState === 'ended') return false;
    const { deviceId } = this.track.getSettings();
    try {
      const inputs = await microphones();
      if (inputs.length === 0) return false;
      // Without permission the ids are empty strings: they tell nothing about this one.
      const known = deviceId !== undefined && inputs.every((input) => input.deviceId !== '');
      if (!known) return true;
      const isListed = inputs.some((input) => input.deviceId === deviceId);
      this.#wasListed ||= isListed;
      // A track that the page itself has made, of a device it filters, has an id that no list knows.
      return isListed || !this.#wasListed;
    } catch {
      return true;
    }
  }
}
