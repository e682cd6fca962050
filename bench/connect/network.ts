import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchSkipped } from '../report.js';
import { findProgram, runCommand } from './commands.js';
import { compile } from './compile.js';
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

const PREFIX = 'nutrina-bench';
const INTERFACE = 'nv0';
/** TEST-NET-2 (RFC 5737): no machine has these addresses, so that nothing real can be meant. */
const VISITOR_ADDRESS = '198.51.100.1';
const WORLD_ADDRESS = '198.51.100.2';
const ROUND_TRIP_TOLERANCE_MS = 1;
const PINGS = 9;

/** @throws BenchSkipped where the machine cannot do it. */
export async function openTwoPlaces(): Promise<TwoPlaces> {
  const ip = findIp();
  await removeLeftovers(ip);
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}-`));
  const names = [`${PREFIX}-visitor-${process.pid}`, `${PREFIX}-world-${process.pid}`] as const;
  let line: DelayLine | undefined;
  const close = async (): Promise<void> => {
    await line?.close();
    for (const name of names) await runCommand(ip, ['netns', 'del', name]).catch(ignoreMissing);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const name of names) await addNamespace(ip, name);
    const [visitorName, worldName] = names;
    line = await openDelayLine(await compile('delay-line.c', folder), [
      { namespace: visitorName, interface: INTERFACE },
      { namespace: worldName, interface: INTERFACE },
    ]);
    const ping = await compile('ping.c', folder);
    await connectEnd(ip, { name: visitorName, address: VISITOR_ADDRESS, peer: WORLD_ADDRESS });
    await connectEnd(ip, { name: worldName, address: WORLD_ADDRESS, peer: VISITOR_ADDRESS });
    const visitor = place(ip, visitorName, VISITOR_ADDRESS);
    const world = place(ip, worldName, WORLD_ADDRESS);
    const wire = line;
    const setRoundTrip = async (rttMs: number): Promise<number> => {
      await wire.setDelay(rttMs / 2);
      const measuredMs = median(await pings(visitor.command(ping, [world.address, String(PINGS)])));
      if (Math.abs(measuredMs - rttMs) > ROUND_TRIP_TOLERANCE_MS) {
        throw new Error(
          `The wire should take ${rttMs} ms there and back and takes ${measuredMs.toFixed(2)} ms.`,
        );
      }
      return measuredMs;
    };
    return { visitor, world, folder, setRoundTrip, setLoss: (ratio) => wire.setLoss(ratio), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function findIp(): string {
  if (process.platform !== 'linux') throw new BenchSkipped('Network namespaces exist on Linux alone.');
  if (process.getuid?.() !== 0) throw new BenchSkipped('Making network namespaces needs root.');
  return findProgram('ip', 'iproute2 (Debian: apt-get install iproute2)');
}

/** Removes what a killed run left: namespaces of ours whose maker no longer lives. */
async function removeLeftovers(ip: string): Promise<void> {
  const names = await readdir('/run/netns').catch(() => []);
  for (const name of names) {
    const maker = new RegExp(`^${PREFIX}-[a-z]+-(\\d+)$`).exec(name)?.[1];
    if (maker !== undefined && !isAlive(Number(maker))) await runCommand(ip, ['netns', 'del', name]);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function addNamespace(ip: string, name: string): Promise<void> {
  try {
    await runCommand(ip, ['netns', 'add', name]);
  } catch (cause) {
    throw new BenchSkipped('This machine allows no network namespaces (ip netns add was refused).', {
      cause,
    });
  }
}

interface End {
  readonly name: string;
  readonly address: string;
  readonly peer: string;
}

async function connectEnd(ip: string, { name, address, peer }: End): Promise<void> {
  const within = (...args: readonly string[]): Promise<string> => runCommand(ip, ['-n', name, ...args]);
  // Without it the interface asks for IPv6 routers, and its link-local address becomes one more ICE candidate.
  await within('link', 'set', INTERFACE, 'addrgenmode', 'none');
  await within('link', 'set', 'lo', 'up');
  await within('addr', 'add', address, 'peer', peer, 'dev', INTERFACE);
  await within('link', 'set', INTERFACE, 'up');
  // WebRTC asks the routing table which of its addresses leads outside.
  await within('route', 'add', 'default', 'dev', INTERFACE);
}

async function pings([program, ...args]: readonly [string, ...string[]]): Promise<number[]> {
  return (await runCommand(program, args)).trim().split('\n').map(Number);
}

function place(ip: string, name: string, address: string): Place {
  return { address, command: (program, args) => [ip, 'netns', 'exec', name, program, ...args] };
}

/** A namespace that was never made needs no deletion. */
function ignoreMissing(): void {}
