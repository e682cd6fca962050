/** Where a conversation is when the fault strikes. */
import type { Random } from '../listening/random.js';
import type { Happening } from './happenings.js';
import type { Setting } from './setting.js';
import type { Visitor } from './visitor.js';
import type { World } from './world.js';

export interface Stage {
  readonly world: World;
  readonly visitor: Visitor;
  readonly random: Random;
}

export interface Phase {
  readonly name: string;
  /** What is going on, in a sentence. */
  readonly sentence: string;
  /** What it needs of the setting. */
  readonly needs?: Partial<Setting>;
  /** Resolves at the moment, or when it does not come: a fault at another moment is a fault all the same. */
  reach(stage: Stage): Promise<void>;
}

const PATIENCE_MS = 15_000;

export const PHASES: readonly Phase[] = [
  {
    name: 'idle',
    sentence: 'Everything is answered and nobody speaks.',
    reach: async ({ visitor, random }) => visitor.pass(random.between(0, 4_000)),
  },
  {
    name: 'interim',
    sentence: 'The visitor is speaking, and half of the words are on the screen.',
    needs: { mode: 'hybrid' },
    reach: async ({ visitor, random }) => {
      visitor.beginToSpeak(random.between(800, 2_500));
      await visitor.pass(random.between(0, 500));
    },
  },
  {
    name: 'sent',
    sentence: 'A turn has been handed to the link and the server has not echoed it.',
    reach: async ({ visitor }) => {
      await asked(visitor, (happening) => isOf(happening, 'sent', 'conversation.item.create'));
    },
  },
  {
    name: 'acked',
    sentence: 'The server has echoed the turn and not said a word.',
    reach: async ({ visitor }) => {
      await asked(visitor, (happening) => isOf(happening, 'received', 'conversation.item.added'));
    },
  },
  {
    name: 'streaming',
    sentence: 'The answer is arriving word by word.',
    reach: async ({ visitor, random }) => {
      let left = Math.floor(random.between(1, 8));
      await asked(visitor, (happening) => {
        if (isOf(happening, 'received', 'response.output_text.delta')) left -= 1;
        return left === 0;
      });
    },
  },
  {
    name: 'speaking',
    sentence: 'The answer is complete and being heard or read.',
    reach: async ({ visitor, random }) => {
      await asked(visitor, (happening) => isOf(happening, 'received', 'response.done'));
      await visitor.pass(random.between(0, 1_500));
    },
  },
  {
    name: 'barge-in',
    sentence: 'The visitor has cut the answer short and the server does not know it yet.',
    reach: async (stage) => {
      const { visitor, random } = stage;
      await asked(visitor, (happening) => isOf(happening, 'received', 'response.output_text.delta'));
      await visitor.pass(random.between(0, 1_500));
      const cut = visitor.sees(
        (happening) =>
          isOf(happening, 'sent', 'response.cancel') || isOf(happening, 'sent', 'conversation.item.delete'),
        500,
      );
      if (random.next() < 0.5) visitor.cutShort();
      else await visitor.type();
      await cut;
    },
  },
  {
    name: 'recovery',
    sentence: 'The channel broke just before, and the new link is being told what was said.',
    reach: async ({ world, visitor, random }) => {
      await asked(visitor, (happening) => isOf(happening, 'sent', 'conversation.item.create'));
      await visitor.pass(random.between(0, 1_000));
      const before = world.links.open.map(({ name }) => name);
      const opened = (happening: Happening): boolean =>
        'link' in happening &&
        !before.includes(happening.link) &&
        (happening.type === 'sent' || (random.next() < 0.2 && happening.type === 'link'));
      const replaying = visitor.sees(opened, PATIENCE_MS);
      for (const link of world.links.open) link.breakChannel();
      await replaying;
    },
  },
];

async function asked(visitor: Visitor, isIt: (happening: Happening) => boolean): Promise<void> {
  const seen = visitor.sees(isIt, PATIENCE_MS);
  await Promise.all([visitor.ask(), seen]);
}

function isOf(happening: Happening, type: 'sent' | 'received', name: string): boolean {
  return happening.type === type && happening.event.type === name;
}
