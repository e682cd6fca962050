/**
 * Runs in the host page before any other script: the microphone hears what a test says into it. Its track is a
 * real one, so that everything behind `getUserMedia` is what a visitor has.
 */

export interface SpokenMicrophone {
  /** Says 24 kHz mono 16-bit PCM (base64); resolves when its last sample has gone out. */
  say(base64: string): Promise<void>;
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
      const speaking = this.at < this.words.length;
      this.at += output.length;
      if (speaking && this.at >= this.words.length) this.port.postMessage('said');
      return true;
    }
  });`;
  const context = new AudioContext({ sampleRate: 24_000 });
  const open = async (): Promise<{ node: AudioWorkletNode; stream: MediaStream }> => {
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([mouth], { type: 'text/javascript' })));
    const node = new AudioWorkletNode(context, 'mouth', { numberOfInputs: 0 });
    const destination = context.createMediaStreamDestination();
    node.connect(destination);
    await context.resume();
    return { node, stream: destination.stream };
  };
  let opened: ReturnType<typeof open> | undefined;
  navigator.mediaDevices.getUserMedia = async () => {
    opened ??= open();
    const { stream } = await opened;
    return stream.clone();
  };
  window.microphone = {
    async say(base64) {
      opened ??= open();
      const { node } = await opened;
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const words = Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32_768);
      await new Promise<void>((resolve) => {
        node.port.addEventListener('message', () => resolve(), { once: true });
        node.port.start();
        // eslint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin.
        node.port.postMessage(words);
      });
    },
  };
}
