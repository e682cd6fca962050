import type { ErrorBody } from './wire.js';

interface Details {
  readonly code: string | null;
  readonly param?: string;
  readonly type?: string;
}

/**
 * A refusal the client is told about by an `error` event. Never fatal: the session goes on
 * (OpenAI Realtime: four errors in a row left a real session working).
 */
export class ProtocolError extends Error {
  readonly code: string | null;
  readonly param: string | null;
  readonly type: string;

  constructor(message: string, details: Details) {
    super(message);
    this.name = 'ProtocolError';
    this.code = details.code;
    this.param = details.param ?? null;
    this.type = details.type ?? 'invalid_request_error';
  }

  static unknownItem(operation: 'truncate' | 'delete' | 'retrieve', itemId: string): ProtocolError {
    return new ProtocolError(
      `Error ${operation === 'delete' ? 'deleting' : operation === 'truncate' ? 'truncating' : 'retrieving'} item: the item with id '${itemId}' does not exist.`,
      { code: `item_${operation}_invalid_item_id`, param: 'item_id' },
    );
  }

  static activeResponse(responseId: string): ProtocolError {
    return new ProtocolError(
      `Conversation already has an active response in progress: ${responseId}. ` +
        'Wait until the response is finished before creating a new one.',
      { code: 'conversation_already_has_active_response' },
    );
  }

  static noActiveResponse(): ProtocolError {
    return new ProtocolError('Cancellation failed: no active response found', {
      code: 'response_cancel_not_active',
    });
  }

  static emptyCommit(bufferedMs: number): ProtocolError {
    return new ProtocolError(
      'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, ' +
        `but buffer only has ${bufferedMs.toFixed(2)}ms of audio.`,
      { code: 'input_audio_buffer_commit_empty' },
    );
  }

  toBody(eventId: string | null): ErrorBody {
    return {
      type: this.type,
      code: this.code,
      message: this.message,
      param: this.param,
      event_id: eventId,
    };
  }
}
