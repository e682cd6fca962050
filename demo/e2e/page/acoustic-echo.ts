/**
 * Runs in the host page after the spoken microphone: a room without headphones and without an echo canceller. What
 * the page plays comes back through the microphone, `gain` times as loud.
 */
export function installAcousticEcho(gain: number): void {
  const loudspeakers = new WeakMap<BaseAudioContext, MediaStreamAudioDestinationNode>();
  const connect = AudioNode.prototype.connect as (this: AudioNode, ...rest: unknown[]) => AudioNode;
  AudioNode.prototype.connect = function connectAloud(this: AudioNode, ...rest: unknown[]) {
    if (rest[0] instanceof AudioDestinationNode) connect.call(this, loudspeakerOf(this.context));
    return connect.call(this, ...rest);
  };

  function loudspeakerOf(context: BaseAudioContext): AudioNode {
    const known = loudspeakers.get(context);
    if (known !== undefined) return known;
    if (!(context instanceof AudioContext)) throw new Error('only a context that sounds has loudspeakers');
    const loudspeaker = context.createMediaStreamDestination();
    loudspeakers.set(context, loudspeaker);
    void window.microphone.overhear(loudspeaker.stream, gain);
    return loudspeaker;
  }
}
