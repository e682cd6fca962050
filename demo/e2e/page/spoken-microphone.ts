/**
 * Runs in the host page before any other script: the microphone hears what a test says into it. Its track is a
 * real one, so that everything behind `getUserMedia` is what a visitor has.
 */

export interface SpokenMicrophone {
  /**
   * Says 24 kHz mono 16-bit PCM (base64); resolves when its last sample has gone out.
   *
   * @param onHalf called when half of it has.
   */
  say(base64: string, onHalf?: () => void): Promise<void>;
  /** From now on hears `stream` as well, `gain` times as loud. */
  overhear(stream: MediaStream, gain: number): Promise<void>;
}

declare global {
  interface Window {
    microphone: SpokenMicrophone;
  }
}

export function installSpokenMicrophone(): void {
  // One node that lives as long as the page: Chromium collects, and cuts off, a buffer source that only plays into
  // a stream. Between words there is a faint hiss (−80 dB), as a stream of nothing is not sent at all.
  const mouth = `registerProcessor('mouth', class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.words = new Float32Array(0);
      this.at = 0;
      this.port.onmessage = ({ data }) => { this.words = data; this.at = 0; };
    }
    process(_, [[output]]) {
      for (let i = 0; i < output.length; i += 1) output[i] = (this.words[this.at + i] ?? 0) + (Math.random() - 0.5) * 2e-4;
      const before = this.at;
      this.at += output.length;
      for (const [mark, at] of [['half', this.words.length / 2], ['said', this.words.length]])
        if (before < at && this.at >= at) this.port.postMessage(mark);
      return true;
    }
  });`;
  const context = new AudioContext({ sampleRate: 24_000 });
  const open = async (): Promise<{
    node: AudioWorkletNode;
    destination: MediaStreamAudioDestinationNode;
  }> => {
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([mouth], { type: 'text/javascript' })));
    const node = new AudioWorkletNode(context, 'mouth', { numberOfInputs: 0 });
    const destination = context.createMediaStreamDestination();
    node.connect(destination);
    await context.resume();
    return { node, destination };
  };
  let opened: ReturnType<typeof open> | undefined;
  /** Held on to: a source that nobody holds is collected, and silent. */
  const overheard: AudioNode[] = [];
  navigator.mediaDevices.getUserMedia = async () => {
    opened ??= open();
    const { destination } = await opened;
    const heard = destination.stream.clone();
    for (const track of heard.getTracks()) {
      const settings = track.getSettings();
      // The widget looks for the track’s device in the browser’s list, where no sound of Web Audio is: it would ask
      // for another microphone every three seconds.
      track.getSettings = () => ({ ...settings, deviceId: 'default' });
    }
    return heard;
  };
  window.microphone = {
    async say(base64, onHalf) {
      opened ??= open();
      const { node } = await opened;
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const words = Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32_768);
      const over = new AbortController();
      await new Promise<void>((resolve) => {
        const handleMark = ({ data }: MessageEvent): void => {
          if (data === 'half') onHalf?.();
          else resolve();
        };
        node.port.addEventListener('message', handleMark, { signal: over.signal });
        node.port.start();
        // eslint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin.
        node.port.postMessage(words);
      });
      over.abort();
    },
    async overhear(stream, gain) {
      opened ??= open();
      const { destination } = await opened;
      const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
      source.connect(new GainNode(context, { gain })).connect(destination);
      overheard.push(source);
    },
  };
}
