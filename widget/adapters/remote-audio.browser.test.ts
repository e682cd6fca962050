import { assert } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { VoiceError } from '../session/errors.js';
import type { RemoteAudio } from '../session/ports.js';
import { browserClock } from './browser-clock.js';
import { hasSoundDevice } from '../testing/sound-device.js';
import { createRemoteAudio } from './remote-audio.js';

/** A tone as a track of its own. */
function tone(): { readonly track: MediaStreamTrack; readonly stop: () => Promise<void> } {
  const context = new AudioContext();
  const node = new OscillatorNode(context, { frequency: 440 });
  const destination = context.createMediaStreamDestination();
  node.connect(new GainNode(context, { gain: 0.5 })).connect(destination);
  node.start();
  const [track] = destination.stream.getAudioTracks();
  if (track === undefined) throw new Error('A destination without a track.');
  return {
    track,
    stop: async () => {
      node.stop();
      await context.close();
    },
  };
}

/** Resolves when a level fits. */
function level(levels: Set<(rms: number) => void>, fits: (rms: number) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const look = (rms: number): void => {
      if (!fits(rms)) return;
      levels.delete(look);
      resolve(rms);
    };
    levels.add(look);
  });
}

describe('the peer’s sound', () => {
  let audio: RemoteAudio;
  let levels: Set<(rms: number) => void>;

  before(async function () {
    if (!hasSoundDevice()) this.skip();
    // Browsers let sound out after a gesture only.
    await sendMouse({ type: 'click', position: [5, 5] });
  });
  beforeEach(() => {
    audio = createRemoteAudio(browserClock);
    levels = new Set();
    audio.onLevel((rms) => {
      for (const look of levels) look(rms);
    });
  });
  afterEach(() => audio.close());

  it('is heard, is silent at once when told to, and is heard again', async () => {
    const source = tone();
    await audio.unlock();
    audio.play(source.track);
    // A sine of half the full scale, once the window that is looked at is full of it.
    await level(levels, (rms) => Math.abs(rms - 0.354) < 0.03);
    audio.silence();
    await level(levels, (rms) => rms === 0);
    audio.resume();
    await level(levels, (rms) => rms > 0.3);
    await source.stop();
  });

  it('leaves the track to its owner, and says nothing any more, once closed', async () => {
    const source = tone();
    await audio.unlock();
    audio.play(source.track);
    await level(levels, (rms) => rms > 0.3);
    audio.close();
    audio.close();
    assert.equal(source.track.readyState, 'live');
    let reason: unknown;
    await audio.unlock().catch((error: unknown) => (reason = error));
    assert.equal(reason instanceof VoiceError && reason.code, 'aborted');
    await source.stop();
  });
});
