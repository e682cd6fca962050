import { Recogniser } from './recogniser.js';
import { loadSherpa, type Sherpa } from './sherpa.js';
import { VoiceActivity } from './voice-activity.js';

/** The models that all calls of a peer share. */
export interface Ears {
  /** @throws (rejects) when recognition fails. */
  recognise(samples: Int16Array): Promise<string>;
  /** A detector for one call; give it back with {@link releaseActivity}. */
  takeActivity(threshold: number): Activity;
  releaseActivity(activity: Activity): void;
}

export interface Activity {
  readonly threshold: number;
  isSpeech(window: Int16Array): boolean;
}

/** Loads voice detection and recognition: about half a second and 130 MB. @throws (rejects) where the platform has none. */
export async function loadEars(): Promise<Ears> {
  const sherpa = loadSherpa();
  const recogniser = await Recogniser.load(sherpa);
  const pool = new ActivityPool(sherpa);
  return {
    recognise: (samples) => recogniser.recognise(samples),
    takeActivity: (threshold) => pool.take(threshold),
    releaseActivity: (activity) => pool.release(activity),
  };
}

/** A detector takes 50 ms and 10 MB to make, so those of ended calls are used again. */
class ActivityPool {
  readonly #sherpa: Sherpa;
  readonly #lent = new Map<Activity, VoiceActivity>();
  readonly #free: { readonly threshold: number; readonly detector: VoiceActivity }[] = [];

  constructor(sherpa: Sherpa) {
    this.#sherpa = sherpa;
  }

  take(threshold: number): Activity {
    const index = this.#free.findIndex((free) => free.threshold === threshold);
    const [found] = index < 0 ? [] : this.#free.splice(index, 1);
    const detector = found?.detector ?? new VoiceActivity(this.#sherpa, threshold);
    const activity: Activity = { threshold, isSpeech: (window) => detector.isSpeech(window) };
    this.#lent.set(activity, detector);
    return activity;
  }

  release(activity: Activity): void {
    const detector = this.#lent.get(activity);
    if (detector === undefined) return;
    this.#lent.delete(activity);
    detector.reset();
    this.#free.push({ threshold: activity.threshold, detector });
  }
}
