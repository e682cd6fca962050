import nodeDataChannel from 'node-datachannel';

import { closeConnection } from '../link/close-connection.js';

/** What a browser posts before it has gathered anything: audio and `oai-events`, no candidates. */
export async function offerWithoutCandidates(): Promise<string> {
  const connection = new nodeDataChannel.PeerConnection('offer', {
    iceServers: [],
    disableAutoNegotiation: true,
  });
  const audio = new nodeDataChannel.Audio('0', 'SendRecv');
  audio.addOpusCodec(111);
  const track = connection.addTrack(audio);
  const channel = connection.createDataChannel('oai-events');
  // The library holds the process until these have reported.
  connection.onStateChange(() => undefined);
  track.onClosed(() => undefined);
  channel.onClosed(() => undefined);
  const sdp = await new Promise<string>((resolve) => {
    connection.onLocalDescription((description) => resolve(description));
    connection.setLocalDescription('offer');
  });
  closeConnection({ connection, channel, track });
  return withoutCandidates(sdp);
}

export function withoutCandidates(sdp: string): string {
  return sdp
    .split('\r\n')
    .filter((line) => !/^a=(?:candidate|end-of-candidates)/.test(line))
    .join('\r\n');
}
