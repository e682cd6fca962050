/** What a page says through its microphone, and hears from its peer, in tests. Runs in the browser. */
export interface Sound {
  /** A track for the peer connection; silent until {@link say}. */
  readonly microphone: MediaStream;
  /** Plays 24 kHz mono 16-bit PCM (base64) into the microphone; resolves when its last sample has gone out. */
  say(base64: string): Promise<void>;
  /** Listens to the peer's sound. */
  hear(stream: MediaStream): void;
  /** Whether sound has been heard within the last moments. */
  isAudible(): boolean;
  /** Resolves with `performance.now()` of the first audible moment from now on. */
  onset(): Promise<number>;
  /** Resolves with `performance.now()` of the moment from which nothing was heard for `forMs`. */
  silence(forMs: number): Promise<number>;
  close(): Promise<void>;
}

const RATE_HZ = 24_000;

/** About −40 dB of full scale: speech is far louder, comfort noise far quieter. */
const AUDIBLE_PEAK = 0.01;
const LOOK_EVERY_MS = 4;
const LOOK_BACK_SAMPLES = 256;

export function createSound(): Sound {
  const context = new AudioContext({ sampleRate: RATE_HZ });
  const output = context.createMediaStreamDestination();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  const window = new Float32Array(analyser.fftSize);
  const looks = new Set<(isAudible: boolean) => void>();
  const isAudible = (): boolean => {
    analyser.getFloatTimeDomainData(window);
    return window.subarray(-LOOK_BACK_SAMPLES).some((sample) => Math.abs(sample) > AUDIBLE_PEAK);
  };
  const timer = setInterval(() => {
    const audible = isAudible();
    for (const look of looks) look(audible);
  }, LOOK_EVERY_MS);
  const until = (decide: (isAudible: boolean) => number | undefined): Promise<number> =>
    new Promise((resolve) => {
      const look = (audible: boolean): void => {
        const at = decide(audible);
        if (at === undefined) return;
        looks.delete(look);
        resolve(at);
      };
      looks.add(look);
    });
  return {
    microphone: output.stream,
    say: (base64) => play(context, output, base64),
    hear: (stream) => context.createMediaStreamSource(stream).connect(analyser),
    isAudible,
    onset: () => until((audible) => (audible ? performance.now() : undefined)),
    silence: (forMs) => {
      let since = performance.now();
      return until((audible) => {
        if (audible) since = performance.now();
        return performance.now() - since >= forMs ? since : undefined;
      });
    },
    close: async () => {
      clearInterval(timer);
      await context.close();
    },
  };
}

async function play(context: AudioContext, to: AudioNode, base64: string): Promise<void> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const pcm = new Int16Array(bytes.buffer);
  const buffer = context.createBuffer(1, pcm.length, RATE_HZ);
  buffer.copyToChannel(
    Float32Array.from(pcm, (sample) => sample / 32_768),
    0,
  );
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(to);
  await new Promise<void>((resolve) => {
    source.addEventListener('ended', () => resolve());
    source.start();
  });
}
