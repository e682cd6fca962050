import type { Clock } from '../session/ports.js';

/** Often enough for a 150 ms onset rule, and longer than one window is short of. */
const EVERY_MS = 20;
/** About 21 ms at 48 kHz: no sound falls between two looks. */
export const WINDOW_SAMPLES = 1024;

export interface LevelOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told the root mean square (0–1) about every 20 ms while the audio context runs. */
  readonly onLevel: (rms: number) => void;
}

/**
 * Measures how loud `track` is until `signal` aborts. An analyser needs no module file, so a strict host CSP
 * cannot forbid it. The track stays the caller's.
 */
export function measureLevel(track: MediaStreamTrack, options: LevelOptions): void {
  const { signal } = options;
  if (signal.aborted) return;
  // The device's own rate: Firefox refuses to connect a track to a context of another rate.
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: WINDOW_SAMPLES });
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
  source.connect(analyser);
  watchLevel(analyser, options);
  // Made outside a gesture it starts suspended; the page has had one by the time a microphone is open.
  if (context.state === 'suspended') context.resume().catch(ignoreClosed);
  signal.addEventListener(
    'abort',
    () => {
      source.disconnect();
      context.close().catch(ignoreClosed);
    },
    { once: true },
  );
}

/** The same for what passes through `analyser`, which stays the caller's. */
export function watchLevel(analyser: AnalyserNode, { clock, signal, onLevel }: LevelOptions): void {
  const look = (): void => {
    if (analyser.context.state === 'running') onLevel(levelOf(analyser));
    clock.after(EVERY_MS, look, signal);
  };
  clock.after(EVERY_MS, look, signal);
}

/** Resuming or closing a context that is already closed rejects, and there is nothing left to do. */
function ignoreClosed(): void {}

/** Root mean square (0–1) of the last moment of what passes through `analyser`. */
export function levelOf(analyser: AnalyserNode): number {
  const window = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(window);
  return rootMeanSquare(window);
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
