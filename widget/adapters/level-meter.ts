import type { Clock, OpenMicrophone } from '../session/ports.js';
import { pitchOf } from './pitch.js';

/** Often enough for a 150 ms onset rule, and longer than one window is short of. */
const EVERY_MS = 20;
/** About 21 ms at 48 kHz: no sound falls between two looks. */
export const WINDOW_SAMPLES = 1024;

/** Two and a half periods of the lowest voice: enough to tell its pitch. */
const PITCH_WINDOW_MS = 40;

interface Watch {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface LevelOptions extends Watch {
  /** Told the root mean square (0–1) about every 20 ms while the audio context runs. */
  readonly onLevel: (rms: number) => void;
}

export interface VoiceOptions extends Watch {
  readonly onLevel: Parameters<OpenMicrophone['onLevel']>[0];
}

/**
 * Measures how loud `track` is, and at what pitch, until `signal` aborts. An analyser needs no module file, so a
 * strict host CSP cannot forbid it. The track stays the caller's.
 */
export function measureVoice(track: MediaStreamTrack, options: VoiceOptions): void {
  const { signal, onLevel } = options;
  if (signal.aborted) return;
  // The device's own rate: Firefox refuses to connect a track to a context of another rate.
  const context = new AudioContext();
  const pitchSamples = (context.sampleRate * PITCH_WINDOW_MS) / 1000;
  const fftSize = Math.max(WINDOW_SAMPLES, 2 ** Math.ceil(Math.log2(pitchSamples)));
  const analyser = new AnalyserNode(context, { fftSize });
  const source = sourceOf(track, context);
  // A microphone without levels is better than none.
  if (!source) return;
  source.connect(analyser);
  watch(analyser, options, () => {
    const samples = samplesOf(analyser);
    const rms = rootMeanSquare(samples.subarray(-WINDOW_SAMPLES));
    onLevel(rms, () => pitchOf(samples, context.sampleRate));
  });
  // Made outside a gesture it starts suspended; the page has had one by the time a microphone is open. Later the system
  // suspends it. Only from "suspended": resuming during iOS's "interrupted" (a phone call) breaks it for good.
  const wake = (): void => {
    if (context.state === 'suspended') context.resume().catch(ignoreClosed);
  };
  wake();
  context.addEventListener('statechange', wake, { signal });
  document.addEventListener('visibilitychange', wake, { signal });
  signal.addEventListener(
    'abort',
    () => {
      source.disconnect();
      context.close().catch(ignoreClosed);
    },
    { once: true },
  );
}

/** Firefox refuses a track of another rate than the context's (Mozilla bug 1674892); the context is then closed. */
function sourceOf(track: MediaStreamTrack, context: AudioContext): MediaStreamAudioSourceNode | undefined {
  try {
    return new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
  } catch {
    context.close().catch(ignoreClosed);
    return undefined;
  }
}

/** Measures how loud what passes through `analyser` is. The analyser stays the caller's. */
export function watchLevel(analyser: AnalyserNode, options: LevelOptions): void {
  watch(analyser, options, () => options.onLevel(levelOf(analyser)));
}

function watch(analyser: AnalyserNode, { clock, signal }: Watch, look: () => void): void {
  const next = (): void => {
    if (analyser.context.state === 'running') look();
    clock.after(EVERY_MS, next, signal);
  };
  clock.after(EVERY_MS, next, signal);
}

/** Resuming or closing a context that is already closed rejects, and there is nothing left to do. */
function ignoreClosed(): void {}

/** Root mean square (0–1) of the last moment of what passes through `analyser`. */
export function levelOf(analyser: AnalyserNode): number {
  return rootMeanSquare(samplesOf(analyser));
}

function samplesOf(analyser: AnalyserNode): Float32Array {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  return samples;
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
