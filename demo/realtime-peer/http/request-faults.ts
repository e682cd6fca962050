import type { Fault } from '../faults/profile.js';
import type { Exchange } from './exchange.js';

export type Delay = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Lets faults have their way with a request before it is handled.
 *
 * @returns the faults that are left for the body of the answer.
 */
export async function beforeRequest(
  exchange: Exchange,
  faults: readonly Fault[],
  delay: Delay,
): Promise<Fault[]> {
  const left: Fault[] = [];
  for (const fault of faults) {
    switch (fault.do) {
      case 'slow':
      case 'delay':
        await delay(fault.ms, exchange.signal);
        break;
      case 'drop':
      case 'close-peer':
        exchange.response.destroy();
        return [];
      case 'blackhole':
        await delay(fault.ms ?? 3_600_000, exchange.signal);
        break;
      case 'status':
        sendStatus(exchange, fault);
        return [];
      case 'garble':
        exchange.send(200, 'text/html', '<!doctype html><title>Bad gateway</title>');
        return [];
      case 'stall':
      case 'truncate-audio':
        left.push(fault);
        break;
      case 'duplicate':
      case 'reorder':
      case 'close-channel':
      case 'expire':
      case 'fail-response':
      case 'error':
        // These have nothing to do with a request.
        break;
      default:
        fault satisfies never;
    }
  }
  return left;
}

function sendStatus(exchange: Exchange, fault: Extract<Fault, { do: 'status' }>): void {
  const { status, code, message, retryAfterSeconds } = fault;
  if (retryAfterSeconds !== undefined) {
    exchange.response.setHeader('retry-after', String(retryAfterSeconds));
  }
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  exchange.sendJson(status, { error: { message, type, param: null, code } });
}
