/** What Chromium itself makes of the peer's answer to an offer. */
export interface Connected {
  /** Type of the first event on the channel. */
  readonly firstEvent: string;
  /** Ids of the streams that the peer's track came in. */
  readonly streams: readonly string[];
}

export interface PlainOfferPage {
  /** Offers a channel, and an audio section unless `audio` is `none`; resolves with the first event. */
  connect(options: {
    url: string;
    key: string;
    audio: RTCRtpTransceiverDirection | 'none';
  }): Promise<Connected>;
}

const oracle: PlainOfferPage = {
  async connect({ url, key, audio }) {
    const connection = new RTCPeerConnection();
    const streams: string[] = [];
    connection.addEventListener('track', (event) => {
      for (const stream of event.streams) streams.push(stream.id);
    });
    if (audio !== 'none') connection.addTransceiver('audio', { direction: audio });
    const channel = connection.createDataChannel('oai-events');
    const first = new Promise<string>((resolve) => {
      channel.addEventListener('message', ({ data }) => resolve(String(data)), { once: true });
    });
    await connection.setLocalDescription();
    const response = await fetch(`${url}/realtime/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' },
      body: connection.localDescription?.sdp ?? '',
    });
    await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
    const event: unknown = JSON.parse(await first);
    connection.close();
    return { firstEvent: String(Object(event).type), streams };
  },
};

Object.assign(globalThis, { oracle });
