import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { IceServer, TtsFormat } from '../contract/session.js';
import type { OriginPolicy } from '../middleware/origin-guard.js';

/** Words for yes and no, as people write them into `.env` files. */
export function flag(fallback: boolean) {
  return z
    .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'], { error: 'must be true or false' })
    .optional()
    .transform((word) => (word === undefined ? fallback : ['true', '1', 'yes', 'on'].includes(word)));
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
}

export function wholeNumber({ min, max, fallback }: NumberRange) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error, abort: true })
    .optional()
    .transform((digits) => (digits === undefined ? fallback : Number(digits)))
    .refine((value) => value >= min && value <= max, { error });
}

/** One of a few words; the first is the default. */
export function choice<const T extends readonly [string, ...string[]]>(...words: T) {
  return z
    .enum(words, { error: `must be one of: ${words.join(', ')}` })
    .optional()
    .transform((word): T[number] => word ?? words[0]);
}

/** A value that goes into a header: printable ASCII without spaces. */
export const secret = z.string().regex(/^[\x21-\x7e]{1,512}$/, {
  error: 'must be ASCII characters without spaces, as a key is given out',
});

/** A model, a voice: a name that goes to the provider as it is. */
export const providerName = z.string().regex(/^[\w.:/@-]{1,128}$/, {
  error: 'must be a name of letters, digits and . _ : / @ -',
});

export const nameList = commaList(providerName);

/** Formats of speech, best first. */
export const formatList = commaList(
  z.enum(TtsFormat.options, { error: `must be among: ${TtsFormat.options.join(', ')}` }),
);

/**
 * A provider's `/v1` root, whether given as that or with `/realtime` behind it (the original design's form).
 * @returns without a trailing slash.
 */
export const providerRoot = z.string().transform((text, context) => {
  const url = parseUrl(text);
  const problem = url === null ? 'must be a URL that begins with https:// or http://' : rootProblem(url);
  if (url === null || problem !== undefined) {
    context.addIssue({ code: 'custom', message: problem ?? '' });
    return z.NEVER;
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/realtime$/, '')}`;
});

function rootProblem(url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  if (url.search !== '' || url.hash !== '') return 'must not have a ? or # part';
  return undefined;
}

/** Comma-separated origins, `self` for the server's own. Exact ones: no path, no `*`. */
export const originList = z
  .string()
  .optional()
  .transform((text, context): Omit<OriginPolicy, 'allowMissing'> => {
    const entries = split(text ?? 'self');
    const problems = entries.map((entry) => (entry === 'self' ? undefined : originProblem(entry)));
    const wrong = problems.findIndex((problem) => problem !== undefined);
    if (entries.length > 0 && wrong < 0) {
      return { allowed: entries.filter((entry) => entry !== 'self'), allowSelf: entries.includes('self') };
    }
    const why = wrong < 0 ? '' : `; entry ${wrong + 1} ${problems[wrong] ?? ''}`;
    context.addIssue({
      code: 'custom',
      message: `must be comma-separated origins such as https://shop.example, or self${why}`,
    });
    return z.NEVER;
  });

/** Why no browser writes it so. */
function originProblem(text: string): string | undefined {
  if (/[\s;]/.test(text)) return 'has a space or semicolon where a comma belongs';
  if (text.includes('*')) return 'has a *, but every origin must be named in full';
  const url = parseUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'does not begin with https:// or http://';
  if (url.origin === text) return undefined;
  return /^https?:\/\/[^/?#@]*$/i.test(text)
    ? 'is not as browsers write it: lower case, xn-- for other letters than a to z, no :443 after https and no :80 after http'
    : 'has more than scheme, host and port: take away what follows them, a final slash, too';
}

export const iceServers = z
  .string()
  .optional()
  .transform((text, context): IceServer[] => {
    const parsed = z.array(IceServer).safeParse(text === undefined ? DEFAULT_ICE_SERVERS : parseJson(text));
    if (parsed.success && parsed.data.every(hasIceUrls)) return parsed.data;
    context.addIssue({
      code: 'custom',
      message:
        'must be a JSON list such as [{"urls":"stun:stun.example:3478"}], with username and credential for turn:, or []',
    });
    return z.NEVER;
  });

const DEFAULT_ICE_SERVERS = [{ urls: ['stun:stun.l.google.com:19302', 'stun:stun1.l.google.com:19302'] }];

/** Whether a browser takes it: `new RTCPeerConnection` throws at what it does not (W3C webrtc, RTCIceServer). */
function hasIceUrls({ urls, username, credential }: IceServer): boolean {
  const list = typeof urls === 'string' ? [urls] : urls;
  const isKnown = username !== undefined && credential !== undefined;
  const isUsable = (url: string): boolean =>
    /^stuns?:(?!\/\/)[^\s?]+$/.test(url) || (isKnown && /^turns?:(?!\/\/)\S+$/.test(url));
  return list.length > 0 && list.every(isUsable);
}

/** Number of proxies in front, or their addresses; never simply everybody. */
export const trustProxy = z
  .string()
  .optional()
  .transform((text, context): false | number | string[] => {
    if (text === undefined || text === 'false' || text === '0') return false;
    if (/^[1-9]$/.test(text)) return Number(text);
    const entries = split(text);
    if (entries.length > 0 && entries.every(isAddressRange)) return entries;
    context.addIssue({
      code: 'custom',
      message: 'must be a number of proxies from 0 to 9, or comma-separated IP addresses or CIDR ranges',
    });
    return z.NEVER;
  });

function isAddressRange(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', prefix] = text.split('/');
  // `isIP` because looser readers take `10` for an address.
  if (isIP(address) === 0) return false;
  if (prefix !== undefined && !ipaddr.isValidCIDR(text)) return false;
  // A range of everybody would let anybody choose their address.
  return !text.endsWith('/0');
}

function commaList<T extends z.ZodType<string, string>>(entry: T) {
  return z
    .string()
    .transform(split)
    .pipe(z.array(entry).min(1, { error: 'must not be empty' }));
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Reported by the caller, as every other wrong form.
    return undefined;
  }
}

/** `URL.parse` came with Node 22.1. */
function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
