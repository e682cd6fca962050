import { readdir } from 'node:fs/promises';
import { BenchSkipped } from '../report.js';
import { findProgram, runCommand } from './commands.js';

/** Where iproute2 keeps them. */
const NAMESPACES = '/run/netns';
/** Before the name of everything we make: what carries it is ours to remove. */
export const NAME_PREFIX = 'nutrina-bench';
/** Of the wire's interface, in both namespaces. */
export const WIRE_INTERFACE = 'nv0';

/** The name carries its maker, so that a later run can tell a leftover from a neighbour. */
export function namespaceName(role: 'visitor' | 'world'): string {
  return `${NAME_PREFIX}-${role}-${process.pid}`;
}

/** @throws BenchSkipped where this machine, or this user, can make no network namespaces. */
export function findIp(): string {
  if (process.platform !== 'linux') throw new BenchSkipped('Network namespaces exist on Linux alone.');
  if (process.getuid?.() !== 0) throw new BenchSkipped('Making network namespaces needs root.');
  return findProgram('ip', 'iproute2 (Debian: apt-get install iproute2)');
}

/** Removes what a killed run left: namespaces of ours whose maker no longer lives. */
export async function removeLeftovers(ip: string): Promise<void> {
  for (const name of await namespaces()) {
    const maker = new RegExp(`^${NAME_PREFIX}-[a-z]+-(\\d+)$`).exec(name)?.[1];
    if (maker !== undefined && !isAlive(Number(maker))) await removeNamespace(ip, name);
  }
}

/** With whatever still runs in it: nobody but this benchmark starts anything there. */
export async function removeNamespace(ip: string, name: string): Promise<void> {
  const known = await namespaces();
  if (!known.includes(name)) return;
  const inhabitants = (await runCommand(ip, ['netns', 'pids', name])).split('\n').filter(Boolean);
  for (const pid of inhabitants) endProcess(Number(pid));
  await runCommand(ip, ['netns', 'del', name]);
}

/** None, before the first was ever made: then the folder is missing. */
function namespaces(): Promise<string[]> {
  return readdir(NAMESPACES).catch((): string[] => []);
}

function endProcess(pid: number): void {
  // Between being listed and being ended it may have ended by itself.
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function addNamespace(ip: string, name: string): Promise<void> {
  try {
    await runCommand(ip, ['netns', 'add', name]);
  } catch (cause) {
    throw new BenchSkipped('This machine allows no network namespaces (ip netns add was refused).', {
      cause,
    });
  }
}

/** One side of the wire. */
export interface End {
  /** Of the namespace. */
  readonly name: string;
  readonly address: string;
  readonly peer: string;
}

/** Gives the wire's interface in a namespace its address and all of its traffic. */
export async function connectEnd(ip: string, { name, address, peer }: End): Promise<void> {
  const within = (...args: readonly string[]): Promise<string> => runCommand(ip, ['-n', name, ...args]);
  // Without it the interface asks for IPv6 routers, and its link-local address becomes one more ICE candidate.
  await within('link', 'set', WIRE_INTERFACE, 'addrgenmode', 'none');
  await within('link', 'set', 'lo', 'up');
  await within('addr', 'add', address, 'peer', peer, 'dev', WIRE_INTERFACE);
  await within('link', 'set', WIRE_INTERFACE, 'up');
  // WebRTC asks the routing table which of its addresses leads outside.
  await within('route', 'add', 'default', 'dev', WIRE_INTERFACE);
}
