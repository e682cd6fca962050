import { z } from 'zod';

/** How a visitor and the model meet: which ears, which voice (see the mode table in the README). */
export const Mode = z.enum(['hybrid', 'speech', 'text']);
export type Mode = z.infer<typeof Mode>;

/** By what was said, or by silence (OpenAI Realtime: voice activity detection). */
export const TurnDetection = z.enum(['semantic_vad', 'server_vad']);
export type TurnDetection = z.infer<typeof TurnDetection>;

/** What carries a call: a peer connection, or one WebSocket. */
export const Link = z.enum(['webrtc', 'websocket']);
export type Link = z.infer<typeof Link>;

/** `POST /api/realtime/session`. With a session token it renews a key within that session. */
export const SessionRequest = z.strictObject({
  email: z.email().max(254).optional(),
  /** A JWT signed by the site owner's server. */
  userToken: z.string().min(1).max(4096).optional(),
  mode: Mode.optional(),
  /** BCP 47, as in the HTML `lang` attribute. */
  lang: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/)
    .max(35)
    .optional(),
  /** What the call will go over. `websocket` asks for a key where proxy signalling would give none. */
  link: Link.optional(),
});
export type SessionRequest = z.infer<typeof SessionRequest>;

/** `POST /api/realtime/call`, with a session token: only whether it is an offer at all is looked at (RFC 8866). */
export const CallRequest = z.strictObject({ sdp: z.string().startsWith('v=0') });
export type CallRequest = z.infer<typeof CallRequest>;

export const IceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof IceServer>;

/** Sound the backend can stream. `pcm` is raw 24 kHz signed 16-bit little-endian mono, without a header. */
export const TtsFormat = z.enum(['pcm', 'mp3', 'opus', 'wav']);
export type TtsFormat = z.infer<typeof TtsFormat>;

/** The answer to `POST /api/realtime/session`, status 201. Durations count from the moment of the answer. */
export const SessionReply = z.object({
  /** That moment by the backend's clock, in Unix milliseconds: the provider gives some ends as times of day. */
  nowMs: z.number().int().positive().optional(),
  session: z.object({
    id: z.string(),
    /** Our own signed token; guards speech, renewal and deletion. Goes into a form or into `Authorization`, never into a URL. */
    token: z.string(),
    /** Seconds. */
    expiresIn: z.number().int().positive(),
  }),
  /** The ephemeral key for `callsUrl` and `webSocketUrl`; absent with proxy signalling, but for `link: 'websocket'`. */
  key: z
    .object({
      value: z.string(),
      /** Seconds. */
      expiresIn: z.number().int().positive(),
    })
    .optional(),
  signaling: z.enum(['direct', 'proxy']),
  /** Where the SDP offer goes: the provider's calls endpoint, or our own. */
  callsUrl: z.string(),
  /** Where a WebSocket goes, `ws:` or `wss:`, with the model; absent where this backend offers that link to nobody. */
  webSocketUrl: z.string().optional(),
  iceServers: z.array(IceServer),
  /** The modes this backend serves, best first. */
  modes: z.array(Mode),
  /** How the provider finds the end of a spoken turn in `speech`; there where that mode is served. */
  turnDetection: TurnDetection.optional(),
  /** `null` where the backend has no voice of its own. */
  tts: z
    .object({
      formats: z.array(TtsFormat),
      voices: z.array(z.string()),
    })
    .nullable(),
  limits: z.object({
    /** Characters in one `tts` request. */
    ttsCharacters: z.number().int().positive(),
    /** Characters in one typed or spoken turn. */
    turnCharacters: z.number().int().positive(),
  }),
});
export type SessionReply = z.infer<typeof SessionReply>;
