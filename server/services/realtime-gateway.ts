import type { Mode } from '../contract/session.js';

/** What the provider is told about a session. Model, instructions and voices are the provider's own settings. */
export interface SessionProfile {
  readonly mode: Mode;
  /** BCP 47 of the host page. */
  readonly lang?: string | undefined;
  /** A keyed hash that names the visitor towards the provider; never the e-mail. */
  readonly safetyIdentifier: string;
}

export interface MintRequest {
  readonly profile: SessionProfile;
  /** Seconds the key shall live. */
  readonly lifetimeSeconds: number;
  /** Aborts when nobody waits for the key any more. */
  readonly signal: AbortSignal;
}

export interface EphemeralKey {
  readonly value: string;
  /** Unix seconds, by the provider's clock. */
  readonly expiresAt: number;
}

export interface CallRequest {
  readonly profile: SessionProfile;
  readonly offerSdp: string;
  readonly signal: AbortSignal;
}

export interface OpenedCall {
  readonly answerSdp: string;
  /** Names the call for `hangUp`; absent where the provider does not say it. */
  readonly callId?: string;
}

/** The port to a Realtime provider. Every method rejects with an `UpstreamError` and with nothing else. */
export interface RealtimeGateway {
  /** A key for a browser, with the whole session configuration attached. */
  mintKey(request: MintRequest): Promise<EphemeralKey>;
  /** Exchanges a browser's SDP offer for the provider's answer, with our own key. */
  openCall(request: CallRequest): Promise<OpenedCall>;
  /** Ends a call. A call that is over already is no error. */
  hangUp(callId: string): Promise<void>;
}
