import type { SessionReply } from '../../server/contract/session.js';
import { field } from './api-error.js';

/** Whether `value` is an answer this version understands. Checks what the session relies on and nothing more. */
export function isSessionReply(value: unknown): value is SessionReply {
  const session = field(value, 'session');
  const limits = field(value, 'limits');
  const signaling = field(value, 'signaling');
  return (
    isPositive(field(value, 'nowMs') ?? 1) &&
    typeof field(session, 'id') === 'string' &&
    isKey(session, 'token') &&
    (signaling === 'proxy' || (signaling === 'direct' && isKey(field(value, 'key'), 'value'))) &&
    typeof field(value, 'callsUrl') === 'string' &&
    isSocketUrl(field(value, 'webSocketUrl')) &&
    Array.isArray(field(value, 'iceServers')) &&
    Array.isArray(field(value, 'modes')) &&
    isTts(field(value, 'tts')) &&
    isPositive(field(limits, 'ttsCharacters')) &&
    isPositive(field(limits, 'turnCharacters'))
  );
}

/** A secret and how long it lives. */
function isKey(value: unknown, name: string): boolean {
  const secret = field(value, name);
  return typeof secret === 'string' && secret !== '' && isPositive(field(value, 'expiresIn'));
}

function isSocketUrl(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && /^wss?:/.test(value));
}

function isTts(value: unknown): boolean {
  return value === null || (Array.isArray(field(value, 'formats')) && Array.isArray(field(value, 'voices')));
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
