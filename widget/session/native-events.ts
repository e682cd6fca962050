/** Realtime GA wire events that only the mode `speech` acts on (OpenAI Realtime §3.2). Total, as `decode`. */

export type NativeEvent =
  | { readonly type: 'speech-started'; readonly itemId: string }
  | { readonly type: 'speech-stopped'; readonly itemId: string }
  /** A spoken turn is in the conversation, also one that we have ended by a commit. */
  | { readonly type: 'committed'; readonly itemId: string }
  /** Words of the visitor: the next ones, or with `final` all of them. */
  | { readonly type: 'words'; readonly itemId: string; readonly text: string; readonly final: boolean }
  /** No more words will come: the server could not write the turn down. Its model heard it all the same. */
  | { readonly type: 'unwritten'; readonly itemId: string }
  | { readonly type: 'response-created' }
  | { readonly type: 'sound-started' }
  | { readonly type: 'sound-stopped' }
  /** What the server counts as heard of an item that was cut. */
  | { readonly type: 'truncated'; readonly itemId: string; readonly heardMs: number };

type Fields = Readonly<Record<string, unknown>>;

/** `undefined` for everything else. */
export function decodeNative(frame: string): NativeEvent | undefined {
  let event: unknown;
  try {
    event = JSON.parse(frame);
  } catch {
    // The session counts it; there is nothing to say twice.
    return undefined;
  }
  return isFields(event) ? read(event) : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function read(event: Fields): NativeEvent | undefined {
  const itemId = event['item_id'];
  switch (event['type']) {
    case 'response.created':
      return { type: 'response-created' };
    case 'output_audio_buffer.started':
      return { type: 'sound-started' };
    case 'output_audio_buffer.stopped':
      return { type: 'sound-stopped' };
    default:
      return typeof itemId === 'string' ? ofItem(event, itemId) : undefined;
  }
}

function ofItem(event: Fields, itemId: string): NativeEvent | undefined {
  const { delta, transcript, audio_end_ms: heardMs } = event;
  switch (event['type']) {
    case 'input_audio_buffer.speech_started':
      return { type: 'speech-started', itemId };
    case 'input_audio_buffer.speech_stopped':
      return { type: 'speech-stopped', itemId };
    case 'input_audio_buffer.committed':
      return { type: 'committed', itemId };
    case 'conversation.item.input_audio_transcription.delta':
      return typeof delta === 'string' ? { type: 'words', itemId, text: delta, final: false } : undefined;
    case 'conversation.item.input_audio_transcription.completed':
      return typeof transcript === 'string'
        ? { type: 'words', itemId, text: transcript, final: true }
        : undefined;
    case 'conversation.item.input_audio_transcription.failed':
      return { type: 'unwritten', itemId };
    case 'conversation.item.truncated':
      return typeof heardMs === 'number' ? { type: 'truncated', itemId, heardMs } : undefined;
    default:
      return undefined;
  }
}
