export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What the peer has to know of an SDP offer. */
export interface Offer {
  readonly audio:
    | {
        readonly mid: string;
        /** As the offerer wrote it: `recvonly` means that it only listens. */
        readonly direction: MediaDirection;
        readonly opusPayloadType: number;
      }
    | undefined;
  readonly hasDataChannel: boolean;
}

/** Longest offer taken; a browser's is 2–6 kB. */
const MAX_OFFER_CHARACTERS = 64_000;

/**
 * Reads an offer as far as needed to answer it (RFC 8866, RFC 8829, RFC 8841).
 *
 * @returns `undefined` when it is none, or none that the real server would take: a lost final line
 *   break, no ICE credentials, no fingerprint, nothing to talk over.
 */
export function parseOffer(sdp: string): Offer | undefined {
  if (sdp.length > MAX_OFFER_CHARACTERS || !/^v=0\r?\n/.test(sdp) || !sdp.endsWith('\n')) {
    return undefined;
  }
  const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
  const audioSection = sections.find((section) => section.startsWith('m=audio '));
  const channel = sections.find((section) => /^m=application \d+ .*webrtc-datachannel/.test(section));
  if (audioSection === undefined && channel === undefined) return undefined;
  for (const section of [audioSection, channel]) {
    if (section !== undefined && !hasTransport(session, section)) return undefined;
  }
  const audio = audioSection === undefined ? undefined : readAudio(session, audioSection);
  if (audioSection !== undefined && audio === undefined) return undefined;
  return { audio, hasDataChannel: channel !== undefined };
}

function hasTransport(session: string, section: string): boolean {
  const both = session + section;
  return (
    /^a=ice-ufrag:[\w+/]{4,256}\r?$/m.test(both) &&
    /^a=ice-pwd:[\w+/]{22,256}\r?$/m.test(both) &&
    /^a=fingerprint:sha-256 (?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}\r?$/m.test(both) &&
    /^a=setup:(?:actpass|passive)\r?$/m.test(both)
  );
}

function readAudio(session: string, section: string): Offer['audio'] {
  const mid = /^a=mid:(\S{1,32})\r?$/m.exec(section)?.[1];
  const opus = /^a=rtpmap:(\d{1,3}) opus\/48000\/2\r?$/im.exec(section)?.[1];
  if (mid === undefined || opus === undefined || Number(opus) > 127) return undefined;
  const direction = directionIn(section) ?? directionIn(session) ?? 'sendrecv';
  return { mid, direction, opusPayloadType: Number(opus) };
}

function directionIn(part: string): MediaDirection | undefined {
  const found = /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m.exec(part)?.[1];
  switch (found) {
    case 'sendrecv':
    case 'sendonly':
    case 'recvonly':
    case 'inactive':
      return found;
    case undefined:
    default:
      return undefined;
  }
}
