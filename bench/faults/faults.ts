/** What happens to the network, the machine and the provider. */
import { VoiceError } from '../../widget/session/errors.js';
import type { Stage } from './phases.js';
import type { Random } from '../listening/random.js';
import { HOUR_SECONDS, type Setting } from './setting.js';

const OLD_KEY_MS = 15_000;

export interface Fault {
  readonly name: string;
  /** Whether another may come on top of it. */
  readonly isAlone?: boolean;
  /** What goes wrong, in a sentence. */
  readonly sentence: string;
  /** What it needs of the setting. */
  readonly needs?: (random: Random) => Partial<Setting>;
  /** Begins the moment it is called; resolves when nothing is wrong any more. */
  strike(stage: Stage): Promise<void>;
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'blip',
    sentence: 'Nothing passes for at most 8 s and nobody says so; then the same path carries again.',
    strike: (stage) => blackhole(stage, stage.random.between(300, 8_000)),
  },
  {
    name: 'blackhole',
    sentence: 'Nothing passes for 9 to 50 s, now and then for longer than a minute.',
    strike: (stage) => {
      const { random } = stage;
      return blackhole(
        stage,
        random.next() < 0.1 ? random.between(65_000, 90_000) : random.between(9_000, 50_000),
      );
    },
  },
  {
    name: 'channel-closed',
    sentence: 'The data channel (or the WebSocket) breaks, and with it some of what was on its way.',
    strike: async (stage) => {
      breakChannels(stage);
    },
  },
  {
    name: 'path-lost',
    sentence:
      'The path is gone for good: the address changed, or the browser reports a failed peer connection.',
    strike: async (stage) => {
      const { world, random } = stage;
      note(stage, 'the path is lost');
      world.network.changeAddress();
      if (random.next() < 0.5) for (const link of world.links.open) link.failPeer();
    },
  },
  {
    name: 'offline',
    sentence:
      'The browser says offline, and online again after seconds or more than a minute, often elsewhere.',
    strike: async (stage) => {
      const { world, random } = stage;
      const { network, page } = world;
      note(stage, 'offline');
      network.isOffline = true;
      const lighten = network.darken();
      page.is('offline');
      await worldPasses(
        stage,
        random.next() < 0.1 ? random.between(65_000, 90_000) : random.between(200, 45_000),
      );
      note(stage, 'online');
      if (random.next() < 0.5) network.changeAddress();
      network.isOffline = false;
      lighten();
      page.is('online');
    },
  },
  {
    name: 'sleep',
    sentence: 'The machine sleeps: its clock goes on, nothing else does, and the network may be late.',
    strike: async (stage) => {
      const { world, random } = stage;
      const lastsMs = random.between(3_000, 100_000);
      note(stage, `sleeps for ${Math.round(lastsMs)} ms`);
      const lighten = world.network.darken();
      world.time.sleepUntil(world.time.nowMs + lastsMs);
      await worldPasses(stage, lastsMs);
      note(stage, 'wakes');
      if (random.next() < 0.3) await worldPasses(stage, random.between(0, 3_000));
      lighten();
      if (random.next() < 0.5) world.page.is('visible');
    },
  },
  {
    name: 'hour',
    sentence: 'The provider ends the call for its age, announced or not, or our own session ends.',
    needs: (random) => {
      const lifeSeconds = Math.floor(random.between(14, 40));
      return random.pick([
        {},
        { limitsSeconds: [lifeSeconds, HOUR_SECONDS] },
        { limitsSeconds: [lifeSeconds, lifeSeconds, HOUR_SECONDS] },
        { sessionSeconds: lifeSeconds },
      ]);
    },
    strike: async (stage) => {
      const { world } = stage;
      const endsAtSeconds = Math.min(world.setting.sessionSeconds, ...world.setting.limitsSeconds);
      if (endsAtSeconds < HOUR_SECONDS) {
        note(stage, `the end is planned for ${endsAtSeconds} s`);
        await worldPasses(stage, 1_000 * (endsAtSeconds + 2) - world.time.nowMs);
        return;
      }
      note(stage, 'the provider ends the call');
      for (const { call } of world.links.open) call?.expire();
    },
  },
  {
    name: 'refused',
    sentence: 'The channel breaks, and the first attempts to come back are refused: 5xx, 429, an old key.',
    strike: async (stage) => {
      const { world, random } = stage;
      const refusals = Array.from({ length: Math.floor(random.between(1, 5)) }, () => refusal(random));
      note(stage, 'the next attempts are refused');
      world.provider.refusals.push(...refusals);
      // A key that was minted for this very call is not refused for its age.
      if (random.next() < 0.3 && world.time.nowMs > OLD_KEY_MS) world.provider.refuseKeys();
      breakChannels(stage);
    },
  },
];

/** Outside of the table: only a WebSocket can be so. */
export const HALF_OPEN: Fault = {
  name: 'half-open',
  sentence: 'The other end of the WebSocket is gone, and nothing is closed.',
  needs: () => ({ link: 'websocket', hasWebSocket: true }),
  strike: async (stage) => {
    note(stage, 'the other end is gone');
    for (const link of stage.world.links.open) link.fallSilent();
  },
};

/** What may come on top. */
export async function strikeAgain(stage: Stage): Promise<void> {
  const { random } = stage;
  if (random.next() < 0.5) breakChannels(stage);
  else await blackhole(stage, random.between(300, 6_000));
}

async function blackhole(stage: Stage, lastsMs: number): Promise<void> {
  const { network } = stage.world;
  note(stage, `nothing passes for ${Math.round(lastsMs)} ms`);
  const lighten = network.darken();
  await worldPasses(stage, lastsMs);
  lighten();
  note(stage, 'the network is back');
}

function breakChannels(stage: Stage): void {
  note(stage, 'the channel breaks');
  for (const link of stage.world.links.open) link.breakChannel();
}

function refusal(random: Random): () => VoiceError {
  return random.pick([
    () => new VoiceError('exchange-failed', 'The provider answered 503.'),
    () =>
      new VoiceError('rate-limited', 'The backend answered 429.', {
        retryAfterMs: 1_000 * Math.round(random.between(1, 12)),
      }),
  ]);
}

/** Also while the machine sleeps. */
function worldPasses({ world }: Stage, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.time.after('world', ms, resolve);
  });
}

function note({ world }: Stage, what: string): void {
  world.happenings.tell({ type: 'fault', what });
}
