import type { ProtocolError } from '../conversation/protocol-error.js';

interface Details {
  readonly code?: string | null;
  readonly param?: string | null;
  readonly type?: string;
}

/** An answer other than success: `{"error": {message, type, param, code}}` as on the whole platform. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;
  readonly type: string;

  constructor(status: number, message: string, details: Details = {}) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.code = details.code ?? null;
    this.param = details.param ?? null;
    this.type = details.type ?? 'invalid_request_error';
  }

  static from(error: ProtocolError): HttpError {
    const { code, param, type } = error;
    return new HttpError(400, error.message, { code, param, type });
  }

  static missingKey(): HttpError {
    return new HttpError(401, 'Missing bearer or basic authentication in header');
  }

  /** Quotes no more of the key than the real server does: prefix and last four characters. */
  static wrongKey(key: string): HttpError {
    const shown = key.length > 12 ? `${key.slice(0, 3)}***${key.slice(-4)}` : '***';
    return new HttpError(
      401,
      `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`,
      { code: 'invalid_api_key' },
    );
  }

  static invalidOffer(): HttpError {
    return new HttpError(400, 'Invalid SDP offer. Please try again with a WHIP-compliant offer.', {
      code: 'invalid_offer',
    });
  }

  static notFound(what: string): HttpError {
    return new HttpError(404, what);
  }

  toBody(): object {
    const { message, type, param, code } = this;
    return { error: { message, type, param, code } };
  }
}
