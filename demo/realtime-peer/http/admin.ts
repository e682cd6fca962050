import { z } from 'zod';

import type { Calls } from '../calls.js';
import type { FaultSource } from '../faults/fault-source.js';
import { FaultProfile } from '../faults/profile.js';
import type { Gates } from '../gates.js';
import type { Journal } from '../journal.js';
import type { NetworkConditions } from '../relay/udp-relay.js';
import type { Exchange } from './exchange.js';
import { HttpError } from './http-error.js';
import type { Route } from './server.js';

export interface AdminOptions {
  readonly journal: Journal;
  readonly gates: Gates;
  readonly faults: FaultSource;
  readonly calls: Calls;
}

/**
 * What a test in another process may ask and change. Served only when the peer is started with
 * `admin`: whoever reaches these can read every conversation.
 */
export function adminRoutes({ journal, gates, faults, calls }: AdminOptions): Route[] {
  return [
    get(/^\/admin\/journal$/, (exchange) => exchange.sendJson(200, journal.entries())),
    get(/^\/admin\/journal\/([^/]+)$/, (exchange, callId) => exchange.sendJson(200, journal.entries(callId))),
    get(/^\/admin\/calls$/, (exchange) => exchange.sendJson(200, calls.ids())),
    post(/^\/admin\/calls\/([^/]+)\/(hang-up|close-channel|expire)$/, (exchange, id, what) => {
      const call = calls.find(id ?? '');
      if (call === undefined) throw HttpError.notFound(`No call '${id}'.`);
      if (what === 'hang-up') call.hangUp('admin');
      else if (what === 'close-channel') call.closeChannel();
      else call.expire();
      done(exchange);
    }),
    {
      method: 'PUT',
      path: /^\/admin\/calls\/([^/]+)\/network$/,
      handle: async (exchange, id = '') => {
        const relay = calls.find(id)?.relay;
        if (relay === undefined) throw HttpError.notFound(`No call '${id}' with a relay.`);
        relay.set(await readConditions(exchange));
        done(exchange);
      },
    },
    post(/^\/admin\/gates\/([^/]+)\/(hold|release)$/, (exchange, name = '', what) => {
      if (what === 'hold') gates.hold(name);
      else gates.release(name);
      done(exchange);
    }),
    {
      method: 'PUT',
      path: /^\/admin\/faults(?:\/([^/]+))?$/,
      handle: async (exchange, name) => {
        const profile = await readProfile(exchange, faults);
        if (name === undefined || name === '') faults.set(profile);
        else faults.name(name, profile);
        done(exchange);
      },
    },
    {
      method: 'DELETE',
      path: /^\/admin\/faults$/,
      handle: (exchange) => {
        requireFaults(faults);
        faults.set(undefined);
        done(exchange);
      },
    },
  ];
}

const Conditions = z.strictObject({
  delayMs: z.number().min(0).max(60_000).optional(),
  jitterMs: z.number().min(0).max(60_000).optional(),
  loss: z.number().min(0).max(1).optional(),
  blackhole: z.boolean().optional(),
});

async function readConditions(exchange: Exchange): Promise<Partial<NetworkConditions>> {
  const result = Conditions.safeParse(await exchange.json());
  if (!result.success) throw new HttpError(400, `${result.error.issues[0]?.message}`);
  const { delayMs, jitterMs, loss, blackhole } = result.data;
  return {
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
    ...(loss === undefined ? {} : { loss }),
    ...(blackhole === undefined ? {} : { blackhole }),
  };
}

function get(path: RegExp, handle: Route['handle']): Route {
  return { method: 'GET', path, handle };
}

function post(path: RegExp, handle: Route['handle']): Route {
  return { method: 'POST', path, handle };
}

function done({ response }: Exchange): void {
  response.writeHead(204).end();
}

function requireFaults(faults: FaultSource): void {
  if (!faults.enabled) throw new HttpError(409, 'Faults are not enabled on this peer.');
}

async function readProfile(exchange: Exchange, faults: FaultSource): Promise<FaultProfile> {
  requireFaults(faults);
  const result = FaultProfile.safeParse(await exchange.json());
  if (result.success) return result.data;
  throw new HttpError(400, `The fault profile is malformed: ${result.error.issues[0]?.message}`);
}
