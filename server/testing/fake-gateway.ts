import assert from 'node:assert/strict';
import type {
  CallRequest,
  EphemeralKey,
  MintRequest,
  OpenedCall,
  RealtimeGateway,
} from '../services/realtime-gateway.js';

/** A Realtime provider that does what the test has scripted, once per script, and refuses everything else. */
export class FakeGateway implements RealtimeGateway {
  readonly mints: MintRequest[] = [];
  readonly calls: CallRequest[] = [];
  readonly hungUp: string[] = [];
  readonly #mintScripts: Array<(request: MintRequest) => Promise<EphemeralKey>> = [];
  readonly #callScripts: Array<(request: CallRequest) => Promise<OpenedCall>> = [];
  readonly #hangUpScripts: Array<(callId: string) => Promise<void>> = [];

  onMint(script: (request: MintRequest) => Promise<EphemeralKey>, times = 1): this {
    for (let time = 0; time < times; time += 1) this.#mintScripts.push(script);
    return this;
  }

  onCall(script: (request: CallRequest) => Promise<OpenedCall>): this {
    this.#callScripts.push(script);
    return this;
  }

  onHangUp(script: (callId: string) => Promise<void>): this {
    this.#hangUpScripts.push(script);
    return this;
  }

  mintKey(request: MintRequest): Promise<EphemeralKey> {
    this.mints.push(request);
    return next(this.#mintScripts, 'mintKey')(request);
  }

  openCall(request: CallRequest): Promise<OpenedCall> {
    this.calls.push(request);
    return next(this.#callScripts, 'openCall')(request);
  }

  hangUp(callId: string): Promise<void> {
    this.hungUp.push(callId);
    return next(this.#hangUpScripts, 'hangUp')(callId);
  }

  /** Every script was used. */
  assertComplete(): void {
    const left = this.#mintScripts.length + this.#callScripts.length + this.#hangUpScripts.length;
    assert.equal(left, 0, 'scripted calls that never came');
  }
}

function next<T>(scripts: T[], method: string): T {
  const script = scripts.shift();
  if (script === undefined) throw new Error(`unexpected ${method}`);
  return script;
}
