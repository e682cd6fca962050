import { assert } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { VoiceError } from '../session/errors.js';
import type { OpenMicrophone } from '../session/ports.js';
import { ManualClock } from '../testing/manual-clock.js';
import { hasSoundDevice } from '../testing/sound-device.js';
import { browserClock } from './browser-clock.js';
import { createBrowserMicrophone } from './browser-microphone.js';

const { mediaDevices } = navigator;
const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);

type Ask = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

/** Replaces the browser's request for a microphone, and keeps what was asked. */
function answering(...answers: readonly Ask[]): MediaStreamConstraints[] {
  const asked: MediaStreamConstraints[] = [];
  mediaDevices.getUserMedia = (constraints = {}) => {
    asked.push(constraints);
    const answer = answers[asked.length - 1];
    if (answer === undefined) throw new Error('The microphone was asked for once more than expected.');
    return answer(constraints);
  };
  return asked;
}

const failing =
  (name: string): Ask =>
  () =>
    Promise.reject(new DOMException('', name));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'it did not reject',
    (reason: unknown) => reason,
  );
  return error instanceof VoiceError ? error.code : String(error);
}

describe('createBrowserMicrophone', () => {
  const open: OpenMicrophone[] = [];
  const given: MediaStreamTrack[] = [];

  before(async () => {
    await sendMouse({ type: 'click', position: [5, 5] });
  });

  beforeEach(() => {
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      given.push(...stream.getTracks());
      return stream;
    };
  });

  afterEach(() => {
    for (const microphone of open.splice(0)) microphone.close();
    mediaDevices.getUserMedia = getUserMedia;
    for (const { readyState } of given.splice(0)) assert.equal(readyState, 'ended', 'a track is left live');
  });

  async function opened(processing: 'processed' | 'raw' = 'processed', clock = browserClock) {
    const { signal } = new AbortController();
    const microphone = await createBrowserMicrophone(clock).open({ processing, signal });
    open.push(microphone);
    return microphone;
  }

  function request(signal = new AbortController().signal, clock = browserClock): Promise<OpenMicrophone> {
    return createBrowserMicrophone(clock).open({ processing: 'processed', signal });
  }

  it('asks for an echo-cancelled microphone, or for a raw one', async () => {
    const asked = answering(getUserMedia, getUserMedia);
    const processed = (await opened('processed')).track;
    // Firefox's fake microphone cannot.
    const canCancel = processed.getCapabilities().echoCancellation?.includes(true) ?? true;
    assert.equal(processed.getSettings().echoCancellation, canCancel);
    const raw = (await opened('raw')).track;
    assert.equal(raw.getSettings().echoCancellation, false);
    assert.deepEqual(
      asked.map(({ audio }) => audio),
      [
        { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
        {
          sampleRate: 48_000,
          channelCount: 1,
          echoCancellation: false,
          noiseSuppression: false,
          autoGainControl: false,
        },
      ],
    );
  });

  for (const [name, code] of [
    ['NotAllowedError', 'microphone-denied'],
    ['SecurityError', 'policy-blocked'],
    ['NotFoundError', 'microphone-missing'],
  ] as const) {
    it(`says ${code} at once after a ${name}`, async () => {
      const asked = answering(failing(name));
      assert.equal(await codeOf(request()), code);
      assert.equal(asked.length, 1);
    });
  }

  for (const name of ['NotReadableError', 'OverconstrainedError', 'AbortError']) {
    it(`asks for any microphone half a second after a ${name}, then says microphone-busy`, async () => {
      const clock = new ManualClock();
      const asked = answering(failing(name), failing(name));
      const code = codeOf(request(undefined, clock));
      await clock.advance(499);
      assert.equal(asked.length, 1);
      await clock.advance(1);
      assert.deepEqual(asked[1], { audio: true });
      assert.equal(await code, 'microphone-busy');
      assert.equal(clock.running, 0);
    });
  }

  it('is content with the microphone of the second try', async () => {
    const clock = new ManualClock();
    answering(failing('NotReadableError'), (constraints) => getUserMedia(constraints));
    const microphone = opened('processed', clock);
    await clock.advance(500);
    assert.equal((await microphone).track.readyState, 'live');
  });

  it('tells that the second try was refused by the visitor', async () => {
    const clock = new ManualClock();
    answering(failing('NotReadableError'), failing('NotAllowedError'));
    const code = codeOf(request(undefined, clock));
    await clock.advance(500);
    assert.equal(await code, 'microphone-denied');
  });

  it('stops what the visitor allows after the call was given up', async () => {
    const caller = new AbortController();
    let allow: (stream: MediaStream) => void = () => undefined;
    answering(() => new Promise((resolve) => (allow = resolve)));
    const code = codeOf(request(caller.signal));
    caller.abort();
    assert.equal(await code, 'aborted');
    const late = await getUserMedia({ audio: true });
    allow(late);
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(late.getAudioTracks()[0]?.readyState, 'ended');
  });

  it('gives up between its two tries', async () => {
    const clock = new ManualClock();
    const caller = new AbortController();
    answering(failing('NotReadableError'));
    const code = codeOf(request(caller.signal, clock));
    await clock.advance(100);
    caller.abort();
    assert.equal(await code, 'aborted');
    assert.equal(clock.running, 0);
  });

  it('says insecure-context where the browser has no microphone to give', async () => {
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true });
    try {
      assert.equal(await codeOf(request()), 'insecure-context');
    } finally {
      Reflect.deleteProperty(navigator, 'mediaDevices');
    }
  });

  it('says policy-blocked where the page’s policy forbids it, without asking', async () => {
    const asked = answering();
    Object.defineProperty(document, 'featurePolicy', {
      value: { allowsFeature: (feature: string) => feature !== 'microphone' },
      configurable: true,
    });
    try {
      assert.equal(await codeOf(request()), 'policy-blocked');
      assert.equal(asked.length, 0);
    } finally {
      Reflect.deleteProperty(document, 'featurePolicy');
    }
  });

  describe('in a frame, where no policy can be asked about', () => {
    const { parent } = window;
    const listDevices = mediaDevices.enumerateDevices;

    beforeEach(() => {
      Object.defineProperty(window, 'parent', { value: {}, configurable: true });
    });

    afterEach(() => {
      Object.defineProperty(window, 'parent', { value: parent, configurable: true });
      mediaDevices.enumerateDevices = listDevices;
    });

    async function refusedWith(devices: () => Promise<MediaDeviceInfo[]>): Promise<string> {
      mediaDevices.enumerateDevices = devices;
      answering(failing('NotAllowedError'));
      return codeOf(request());
    }

    it('says policy-blocked when it is refused, and told of no microphone', async () => {
      assert.equal(await refusedWith(() => Promise.resolve([])), 'policy-blocked');
    });

    it('says microphone-denied when it is told of one, or of nothing', async () => {
      assert.equal(await refusedWith(() => listDevices.call(mediaDevices)), 'microphone-denied');
      assert.equal(await refusedWith(() => Promise.reject(new Error('no list'))), 'microphone-denied');
    });
  });

  it('measures how loud it is, silence while disabled, and nothing once closed', async function () {
    if (!hasSoundDevice()) this.skip();
    const microphone = await opened('raw');
    const levels: number[] = [];
    let heard: () => void = () => undefined;
    microphone.onLevel((rms) => {
      levels.push(rms);
      heard();
    });
    const until = async (check: () => boolean): Promise<void> => {
      while (!check()) await new Promise<void>((resolve) => (heard = resolve));
    };
    // Chromium's fake microphone beeps every half second.
    await until(() => levels.some((rms) => rms > 0.01));
    assert.isTrue(levels.every((rms) => rms >= 0 && rms <= 1));
    microphone.setEnabled(false);
    await until(() => levels.slice(-40).length === 40 && levels.slice(-40).every((rms) => rms === 0));
    microphone.setEnabled(true);
    await until(() => (levels.at(-1) ?? 0) > 0.01);
    microphone.close();
    const count = levels.length;
    await new Promise<void>((resolve) => browserClock.after(100, resolve, new AbortController().signal));
    assert.equal(levels.length, count);
  });

  it('tells once that its device is gone: by the track', async function () {
    const microphone = await opened();
    let pretended = 0;
    microphone.track.addEventListener('ended', () => pretended++, { once: true });
    microphone.track.dispatchEvent(new Event('ended'));
    // Firefox lets no page pretend that a track has ended.
    if (pretended === 0) this.skip();
    let told = 0;
    microphone.onEnded(() => told++);
    microphone.track.dispatchEvent(new Event('ended'));
    microphone.track.dispatchEvent(new Event('ended'));
    assert.equal(told, 1);
  });

  for (const [how, tell] of [
    ['by a change of devices', () => void mediaDevices.dispatchEvent(new Event('devicechange'))],
    ['by looking every three seconds, where the browser tells nobody', undefined],
  ] as const) {
    it(`tells that its device is gone: ${how}`, async () => {
      const clock = new ManualClock();
      const microphone = await opened('processed', clock);
      const ended = new Promise<void>((resolve) => microphone.onEnded(resolve));
      mediaDevices.enumerateDevices = () => Promise.resolve([]);
      try {
        if (tell === undefined) await clock.advance(3000);
        else tell();
        await ended;
      } finally {
        Reflect.deleteProperty(mediaDevices, 'enumerateDevices');
      }
      microphone.close();
      assert.equal(clock.running, 0);
    });
  }

  it('does not take a change of other devices for its own end', async () => {
    const clock = new ManualClock();
    const microphone = await opened('processed', clock);
    let told = 0;
    microphone.onEnded(() => told++);
    await clock.advance(9000);
    assert.equal(told, 0);
  });

  it('does not miss a track that the page has made itself, which no list knows', async () => {
    const clock = new ManualClock();
    const microphone = await opened('processed', clock);
    microphone.track.getSettings = () => ({ deviceId: 'WebAudio-1' });
    const listed = { kind: 'audioinput', deviceId: 'a', groupId: '', label: '', toJSON: () => ({}) } as const;
    let looked = 0;
    mediaDevices.enumerateDevices = () => {
      looked++;
      return Promise.resolve([listed]);
    };
    let told = 0;
    microphone.onEnded(() => told++);
    try {
      for (let nth = 0; nth < 3; nth++) await clock.advance(3000);
    } finally {
      Reflect.deleteProperty(mediaDevices, 'enumerateDevices');
    }
    assert.isAbove(looked, 2);
    assert.equal(told, 0);
    microphone.close();
  });

  it('tells when a microphone is plugged in, or allowed, until nobody waits any more', async () => {
    const permission = Object.assign(new EventTarget(), { state: 'denied' });
    const { permissions } = navigator;
    Object.defineProperty(navigator, 'permissions', {
      value: { query: () => Promise.resolve(permission) },
      configurable: true,
    });
    let told = 0;
    const waiting = new AbortController();
    try {
      createBrowserMicrophone(browserClock).onAvailable(() => told++, waiting.signal);
      await Promise.resolve();
      await Promise.resolve();
      permission.dispatchEvent(new Event('change'));
      assert.equal(told, 0, 'a change to anything but granted is no microphone');
      permission.state = 'granted';
      permission.dispatchEvent(new Event('change'));
      assert.equal(told, 1);
      mediaDevices.dispatchEvent(new Event('devicechange'));
      assert.equal(told, 2);
      waiting.abort();
      permission.dispatchEvent(new Event('change'));
      mediaDevices.dispatchEvent(new Event('devicechange'));
      assert.equal(told, 2);
    } finally {
      Object.defineProperty(navigator, 'permissions', { value: permissions, configurable: true });
    }
  });

  it('needs no permission to wait for a microphone in a browser that knows none of that name', async () => {
    const { permissions } = navigator;
    Object.defineProperty(navigator, 'permissions', {
      value: { query: () => Promise.reject(new TypeError('microphone')) },
      configurable: true,
    });
    let told = 0;
    const waiting = new AbortController();
    try {
      createBrowserMicrophone(browserClock).onAvailable(() => told++, waiting.signal);
      await Promise.resolve();
      mediaDevices.dispatchEvent(new Event('devicechange'));
      assert.equal(told, 1);
    } finally {
      waiting.abort();
      Object.defineProperty(navigator, 'permissions', { value: permissions, configurable: true });
    }
  });

  it('waits for no microphone where the page may not have one', () => {
    const here = Object.getOwnPropertyDescriptor(Navigator.prototype, 'mediaDevices');
    Reflect.deleteProperty(Navigator.prototype, 'mediaDevices');
    const waiting = new AbortController();
    try {
      const unused = (): void => assert.fail('it told of a microphone');
      createBrowserMicrophone(browserClock).onAvailable(unused, waiting.signal);
    } finally {
      waiting.abort();
      if (here !== undefined) Object.defineProperty(Navigator.prototype, 'mediaDevices', here);
    }
  });

  it('stops its track when it is closed, twice if need be', async () => {
    const microphone = await opened();
    microphone.close();
    microphone.close();
    assert.equal(microphone.track.readyState, 'ended');
  });
});
