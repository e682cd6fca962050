/**
 * Loaded before any client, in every page alike: notes the marks of one connection, in milliseconds since the
 * visitor's click, and puts a permission prompt before the microphone (`promptMs` in the page's address).
 */
import { setting } from './setting.js';

/** `answer`: setRemoteDescription resolved. `open`: the channel's event. */
type Mark = 'answer' | 'open' | 'created' | 'speech';

declare global {
  interface Window {
    /** Resolves with every mark once the one named by `lastMark` in the page's address has come. */
    benchMarks: Promise<Readonly<Record<string, number>>>;
    /** Notes how long the first sentence's sound took. */
    benchSpeech: (ms: number) => void;
  }
}

const marks = new Map<Mark, number>();
let clickedAt: number | undefined;
let complete: (marks: Readonly<Record<string, number>>) => void;

/** The event's own time: when the browser had the click, not when the page came round to it. */
function handleClick(event: MouseEvent): void {
  clickedAt ??= event.timeStamp;
}

function note(mark: Mark, ms = performance.now() - (clickedAt ?? 0)): void {
  // What happens before the click is preparation; of what happens twice the first counts.
  if (clickedAt === undefined || marks.has(mark)) return;
  marks.set(mark, ms);
  if (mark === setting('lastMark')) complete(Object.fromEntries(marks));
}

class WatchedConnection extends RTCPeerConnection {
  override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await super.setRemoteDescription(description);
    note('answer');
  }

  override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
    const channel = super.createDataChannel(label, options);
    channel.addEventListener('open', () => {
      note('open');
    });
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && data.includes('"session.created"')) note('created');
    });
    return channel;
  }
}

/** As if the visitor took so long to allow the microphone. */
function delayPermission(promptMs: number): void {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const [stream] = await Promise.all([open(constraints), elapsed(promptMs)]);
    return stream;
  };
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

window.benchSpeech = (ms) => {
  note('speech', ms);
};
window.benchMarks = new Promise((resolve) => {
  complete = resolve;
});
addEventListener('click', handleClick, { capture: true });
window.RTCPeerConnection = WatchedConnection;
delayPermission(Number(setting('promptMs')));
