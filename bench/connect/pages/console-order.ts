/**
 * The order of OpenAI's own console example: every step waits for the one before. The naive way.
 */
import { mintKey } from './mint.js';
import { setting } from './setting.js';
import { startOnClick } from './start.js';

startOnClick(async () => {
  const key = await mintKey();
  const peer = new RTCPeerConnection();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const track of stream.getAudioTracks()) peer.addTrack(track);
  peer.createDataChannel('oai-events');
  const offer = await peer.createOffer();
  await peer.setLocalDescription(offer);
  const response = await fetch(setting('callsUrl'), {
    method: 'POST',
    body: offer.sdp ?? '',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' },
  });
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
});
