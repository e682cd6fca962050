import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './commands.js';
import { compile } from './compile.js';
import {
  addNamespace,
  connectEnd,
  findIp,
  NAME_PREFIX,
  namespaceName,
  removeLeftovers,
  removeNamespace,
  WIRE_INTERFACE,
} from './namespaces.js';
import { median } from './statistics.js';
import { openDelayLine, type DelayLine } from './delay-line.js';

/** A place in the network: what is started through `command` has this address and no other. */
export interface Place {
  readonly address: string;
  /** The words that start `program` in this place. */
  command(program: string, args: readonly string[]): readonly [string, ...string[]];
}

/**
 * Two network namespaces, the visitor's and everybody else's, joined by a wire with a set delay. No packet can
 * leave it. Needs Linux, root and a C compiler.
 */
export interface TwoPlaces {
  readonly visitor: Place;
  readonly world: Place;
  /** A folder for whoever uses the network; removed with it. */
  readonly folder: string;
  /**
   * Delays each direction by half of `rttMs`.
   *
   * @returns the round trip as ping measures it, in milliseconds (a median).
   * @throws an Error when it is off by more than 1 ms: figures taken on such a wire mean nothing.
   */
  setRoundTrip(rttMs: number): Promise<number>;
  /** Drops this share of all packets, 0–1. */
  setLoss(ratio: number): Promise<void>;
  close(): Promise<void>;
}

/** TEST-NET-2 (RFC 5737): no machine has these addresses, so that nothing real can be meant. */
const VISITOR_ADDRESS = '198.51.100.1';
const WORLD_ADDRESS = '198.51.100.2';
const ROUND_TRIP_TOLERANCE_MS = 1;
const PINGS = 9;
/** A busy moment of the machine passes; one that lasts ends the benchmark. */
const MEASUREMENTS = 5;

/** @throws BenchSkipped where the machine cannot do it. */
export async function openTwoPlaces(): Promise<TwoPlaces> {
  const ip = findIp();
  await removeLeftovers(ip);
  const folder = await mkdtemp(join(tmpdir(), `${NAME_PREFIX}-`));
  const visitor = place(ip, namespaceName('visitor'), VISITOR_ADDRESS);
  const world = place(ip, namespaceName('world'), WORLD_ADDRESS);
  let wire: DelayLine | undefined;
  const close = async (): Promise<void> => {
    await wire?.close();
    for (const { name } of [visitor, world]) await removeNamespace(ip, name);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ping = await compile('ping.c', folder);
    wire = await joinPlaces(ip, [visitor, world], await compile('delay-line.c', folder));
    const line = wire;
    const measure = (): Promise<number> => roundTrip(visitor.command(ping, [world.address, String(PINGS)]));
    const setRoundTrip = async (rttMs: number): Promise<number> => {
      await line.setDelay(rttMs / 2);
      let measuredMs = await measure();
      for (let tried = 1; tried < MEASUREMENTS && !isNear(measuredMs, rttMs); tried++) {
        measuredMs = await measure();
      }
      return checked(measuredMs, rttMs);
    };
    return { visitor, world, folder, setRoundTrip, setLoss: (ratio) => line.setLoss(ratio), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface NamedPlace extends Place {
  /** Of its namespace. */
  readonly name: string;
}

function place(ip: string, name: string, address: string): NamedPlace {
  return { name, address, command: (program, args) => [ip, 'netns', 'exec', name, program, ...args] };
}

async function joinPlaces(
  ip: string,
  places: readonly [NamedPlace, NamedPlace],
  relay: string,
): Promise<DelayLine> {
  for (const { name } of places) await addNamespace(ip, name);
  const [one, other] = places;
  const wire = await openDelayLine(relay, [
    { namespace: one.name, interface: WIRE_INTERFACE },
    { namespace: other.name, interface: WIRE_INTERFACE },
  ]);
  await connectEnd(ip, { name: one.name, address: one.address, peer: other.address });
  await connectEnd(ip, { name: other.name, address: other.address, peer: one.address });
  return wire;
}

async function roundTrip([program, ...args]: readonly [string, ...string[]]): Promise<number> {
  return median((await runCommand(program, args)).trim().split('\n').map(Number));
}

function isNear(measuredMs: number, wantedMs: number): boolean {
  return Math.abs(measuredMs - wantedMs) <= ROUND_TRIP_TOLERANCE_MS;
}

function checked(measuredMs: number, wantedMs: number): number {
  if (isNear(measuredMs, wantedMs)) return measuredMs;
  throw new Error(
    `The wire should take ${wantedMs} ms there and back and takes ${measuredMs.toFixed(2)} ms.`,
  );
}
