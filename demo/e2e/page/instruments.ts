/**
 * Runs in the host page before any other script: counts what a page must get back after a call, and records
 * what reaches the loudspeaker. Wraps the platform only, so that the product under test is the shipped one.
 */

export interface OpenThings {
  readonly peerConnections: number;
  readonly tracks: number;
  readonly audioContexts: number;
  readonly timers: number;
  readonly listeners: number;
}

export interface Instruments {
  /** What is open at this moment, on the whole page. */
  open(): OpenThings;
  /** Every sample that reached a destination so far, 24 kHz, as plain numbers. */
  recording(): number[];
  /** Samples recorded so far; of the last `windowMs` the loudest one, and their root mean square. */
  level(windowMs: number): { readonly samples: number; readonly peak: number; readonly rms: number };
  /** The clock of the loudspeakers, in milliseconds: it stands still with the machine. */
  soundClockMs(): number;
  /** Uncaught errors and rejections of the page. */
  readonly failures: string[];
  /** The peer connections made so far, for tests that look at or break one. */
  readonly peerConnections: RTCPeerConnection[];
  readonly channels: RTCDataChannel[];
  /**
   * Lets go of the closed peer connections and says how many there were. Chromium allows a page 500, of which a
   * closed one counts until it has been collected: what this keeps never is.
   */
  forgetClosed(): number;
}

declare global {
  interface Window {
    instruments: Instruments;
  }
}

export function installInstruments(): void {
  const failures: string[] = [];
  window.addEventListener('error', (event) => failures.push(event.message));
  window.addEventListener('unhandledrejection', (event) => failures.push(String(event.reason)));

  const links = watchLinks();
  const tracks = watchTracks();
  const sound = watchSound();
  const timers = watchTimers();
  const listeners = watchListeners();

  window.instruments = {
    failures,
    peerConnections: links.peerConnections,
    channels: links.channels,
    forgetClosed: () => {
      const kept = links.peerConnections.filter((peer) => peer.connectionState !== 'closed');
      const closed = links.peerConnections.length - kept.length;
      links.peerConnections.splice(0, Infinity, ...kept);
      links.channels.splice(0, Infinity, ...links.channels.filter((one) => one.readyState !== 'closed'));
      return closed;
    },
    open: () => ({
      peerConnections: links.peerConnections.filter((peer) => peer.connectionState !== 'closed').length,
      tracks: tracks.filter((track) => track.readyState === 'live').length,
      audioContexts: sound.contexts.filter((context) => context.state !== 'closed').length,
      timers: timers.size,
      listeners: listeners(),
    }),
    recording: () => sound.chunks.flatMap((chunk) => [...chunk]),
    level: (windowMs) => sound.level(windowMs),
    soundClockMs: () => Math.max(...sound.contexts.map((context) => context.currentTime * 1000)),
  };

  function watchLinks(): { peerConnections: RTCPeerConnection[]; channels: RTCDataChannel[] } {
    const peerConnections: RTCPeerConnection[] = [];
    const channels: RTCDataChannel[] = [];
    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peerConnections.push(this);
      }
      override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, options);
        channels.push(channel);
        return channel;
      }
    };
    return { peerConnections, channels };
  }

  function watchTracks(): MediaStreamTrack[] {
    const seen: MediaStreamTrack[] = [];
    // Absent in insecure contexts, which is a case of its own.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (devices === undefined) return seen;
    const native = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await native(constraints);
      seen.push(...stream.getTracks());
      return stream;
    };
    const nativeClone = MediaStreamTrack.prototype.clone;
    MediaStreamTrack.prototype.clone = function clone(this: MediaStreamTrack) {
      const copy = nativeClone.call(this);
      seen.push(copy);
      return copy;
    };
    return seen;
  }

  function watchSound(): {
    contexts: AudioContext[];
    chunks: Float32Array[];
    level: Instruments['level'];
  } {
    const contexts: AudioContext[] = [];
    const chunks: Float32Array[] = [];
    let heardAtMs = 0;
    const recorders = new WeakMap<BaseAudioContext, Promise<AudioWorkletNode>>();
    // Its own: a page may have these instruments twice, and Firefox complains of a name that is taken.
    const name = `recorder-${Math.random()}`;
    const recorder = `registerProcessor('${name}', class extends AudioWorkletProcessor {
      process([input]) { if (input[0]) this.port.postMessage(input[0].slice()); return true; }
    });`;
    const module = URL.createObjectURL(new Blob([recorder], { type: 'text/javascript' }));
    const nativeConnect = AudioNode.prototype.connect as (this: AudioNode, ...rest: unknown[]) => AudioNode;
    const Native = window.AudioContext;
    window.AudioContext = class extends Native {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
        const ready = this.audioWorklet.addModule(module).then(() => {
          const node = new AudioWorkletNode(this, name, { numberOfOutputs: 0 });
          node.port.addEventListener('message', (event) => {
            chunks.push(event.data as Float32Array);
            heardAtMs = performance.now();
          });
          node.port.start();
          return node;
        });
        // A context closed before its recorder was ready has nothing left to record.
        ready.catch(() => undefined);
        recorders.set(this, ready);
      }
    };
    AudioNode.prototype.connect = function connect(this: AudioNode, ...rest: unknown[]) {
      if (rest[0] instanceof AudioDestinationNode) {
        recorders
          .get(this.context)
          ?.then((node) => {
            // Chromium warns of a node in a context that was closed meanwhile, as if the page had connected it.
            if (this.context.state !== 'closed') nativeConnect.call(this, node);
          })
          .catch(() => undefined);
      }
      return nativeConnect.call(this, ...rest);
    };
    return {
      contexts,
      chunks,
      level: (windowMs) => {
        const samples = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        const wanted = Math.ceil((windowMs * 24) / 128);
        // A recorder that nothing plays into is not called.
        const isOver = performance.now() - heardAtMs > windowMs;
        const last = isOver ? [] : chunks.slice(-wanted).flatMap((chunk) => [...chunk]);
        const peak = last.reduce((top, sample) => Math.max(top, Math.abs(sample)), 0);
        const energy = last.reduce((sum, sample) => sum + sample * sample, 0);
        return { samples, peak, rms: Math.sqrt(energy / Math.max(1, last.length)) };
      },
    };
  }

  function watchTimers(): Set<number> {
    const pending = new Set<number>();
    const { setTimeout: nativeTimeout, setInterval: nativeInterval } = window;
    const { clearTimeout: nativeClearTimeout, clearInterval: nativeClearInterval } = window;
    window.setTimeout = ((handler: () => void, delayMs?: number, ...rest: unknown[]) => {
      const id = nativeTimeout(
        (...values: unknown[]) => {
          pending.delete(id);
          Reflect.apply(handler, window, values);
        },
        delayMs,
        ...rest,
      );
      pending.add(id);
      return id;
    }) as typeof window.setTimeout;
    window.setInterval = ((handler: () => void, delayMs?: number, ...rest: unknown[]) => {
      const id = nativeInterval(handler, delayMs, ...rest);
      pending.add(id);
      return id;
    }) as typeof window.setInterval;
    window.clearTimeout = (id) => {
      pending.delete(Number(id));
      nativeClearTimeout(id);
    };
    window.clearInterval = (id) => {
      pending.delete(Number(id));
      nativeClearInterval(id);
    };
    return pending;
  }

  /** Listeners on what outlives a call: the window, the document, the devices. Others die with their target. */
  function watchListeners(): () => number {
    const alive = new Set<object>();
    const keys = new Map<EventTarget, Map<string, Map<unknown, object>>>();
    const outlives = (target: EventTarget | undefined): boolean =>
      target === undefined ||
      target === window ||
      target === document ||
      target === document.documentElement ||
      target === navigator.mediaDevices ||
      target instanceof MediaQueryList;
    const { addEventListener: nativeAdd, removeEventListener: nativeRemove } = EventTarget.prototype;
    const nameOf = (type: string, options?: boolean | EventListenerOptions): string =>
      `${type}/${String(typeof options === 'boolean' ? options : (options?.capture ?? false))}`;

    EventTarget.prototype.addEventListener = function add(
      this: EventTarget | undefined,
      type,
      listener,
      options,
    ) {
      if (listener !== null && outlives(this)) {
        const target = this ?? window;
        const entry = {};
        const byName = keys.get(target) ?? keys.set(target, new Map()).get(target);
        const name = nameOf(type, options);
        const byListener = byName?.get(name) ?? byName?.set(name, new Map()).get(name);
        if (byListener?.has(listener) === false) {
          byListener.set(listener, entry);
          alive.add(entry);
          const gone = (): void => {
            alive.delete(entry);
            byListener.delete(listener);
          };
          if (typeof options === 'object' && options.signal)
            nativeAdd.call(options.signal, 'abort', gone, { once: true });
          if (typeof options === 'object' && options.once) nativeAdd.call(target, type, gone, { once: true });
        }
      }
      nativeAdd.call(this ?? window, type, listener, options);
    };
    EventTarget.prototype.removeEventListener = function remove(
      this: EventTarget | undefined,
      type,
      listener,
      options,
    ) {
      const target = this ?? window;
      const byListener = keys.get(target)?.get(nameOf(type, options));
      const entry = byListener?.get(listener);
      if (entry !== undefined) {
        alive.delete(entry);
        byListener?.delete(listener);
      }
      nativeRemove.call(target, type, listener, options);
    };
    return () => alive.size;
  }
}
