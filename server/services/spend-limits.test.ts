import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryAllowance } from '../store/memory-allowance.js';
import { HttpError } from './http-error.js';
import { SpendLimits, type Budgets } from './spend-limits.js';

const SPENDER = { address: '203.0.113.7', identity: 'visitor', sessionId: 'session' };

function create(points: Partial<Record<keyof Budgets, number>>): SpendLimits {
  const of = (name: keyof Budgets) =>
    createMemoryAllowance({ points: points[name] ?? 1_000_000, windowSeconds: 60 });
  return new SpendLimits({
    mintsPerAddress: of('mintsPerAddress'),
    mintsPerIdentity: of('mintsPerIdentity'),
    mintsPerSession: of('mintsPerSession'),
    mintsPerDay: of('mintsPerDay'),
    charactersPerSession: of('charactersPerSession'),
    charactersPerAddress: of('charactersPerAddress'),
    charactersPerDay: of('charactersPerDay'),
  });
}

async function grants(charges: ReadonlyArray<Promise<void>>): Promise<number> {
  const results = await Promise.allSettled(charges);
  for (const result of results) {
    if (result.status === 'rejected') {
      assert.ok(result.reason instanceof HttpError);
      assert.equal(result.reason.code, 'rate-limited');
      assert.ok((result.reason.retryAfterMs ?? 0) > 0);
      assert.ok((result.reason.retryAfterMs ?? 0) <= 60_000);
    }
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

/** Callers that differ in everything but the one thing that is limited. */
const STRANGERS: Readonly<Record<string, (index: number) => Partial<typeof SPENDER>>> = {
  mintsPerAddress: (index) => ({ identity: `i${index}`, sessionId: `s${index}` }),
  mintsPerIdentity: (index) => ({ sessionId: `s${index}` }),
  mintsPerSession: (index) => ({ address: `a${index}`, identity: `i${index}` }),
  mintsPerDay: (index) => ({ address: `a${index}`, identity: `i${index}`, sessionId: `s${index}` }),
};

for (const [budget, different] of Object.entries(STRANGERS)) {
  test(`grants exactly the ${budget} out of 500 at once`, async () => {
    const limits = create({ [budget]: 5 });
    const charges = Array.from({ length: 500 }, (_, index) =>
      limits.chargeMint({ ...SPENDER, ...different(index) }),
    );
    assert.equal(await grants(charges), 5);
  });

  test(`${budget} does not touch callers with a budget of their own`, async () => {
    const limits = create({ [budget]: 1 });
    await limits.chargeMint(SPENDER);
    if (budget === 'mintsPerDay') return;
    await limits.chargeMint({ address: 'other', identity: 'other', sessionId: 'other' });
  });
}

for (const budget of ['charactersPerSession', 'charactersPerAddress', 'charactersPerDay'] as const) {
  test(`never grants a character more than the ${budget}, 300 requests at once`, async () => {
    const limits = create({ [budget]: 1000 });
    const sizes = Array.from({ length: 300 }, (_, index) => 1 + ((index * 37) % 90));
    let granted = 0;
    await grants(
      sizes.map(async (size) => {
        await limits.chargeSpeech(SPENDER, size);
        granted += size;
      }),
    );
    assert.ok(granted <= 1000, `${granted} of 1000`);
    assert.ok(granted > 1000 - 90, `${granted} of 1000: hardly anything was granted`);
  });
}

test('somebody who uses up an e-mail’s budget leaves its owner theirs', async () => {
  const limits = create({ mintsPerIdentity: 1 });
  await limits.chargeMint(SPENDER);
  await assert.rejects(limits.chargeMint(SPENDER), { code: 'rate-limited' });
  await limits.chargeMint({ ...SPENDER, address: '198.51.100.66' });
});

test('a request that its address is refused leaves nothing in the budgets that a caller can choose', async () => {
  const keys: string[] = [];
  const noted = (name: string, waitMs: number) => ({
    take: (key: string) => {
      keys.push(`${name} ${key}`);
      return Promise.resolve(waitMs);
    },
    giveBack: () => Promise.resolve(),
  });
  const limits = new SpendLimits({
    mintsPerAddress: noted('address', 1000),
    mintsPerIdentity: noted('identity', 0),
    mintsPerSession: noted('session', 0),
    mintsPerDay: noted('day', 0),
    charactersPerSession: noted('session', 0),
    charactersPerAddress: noted('address', 1000),
    charactersPerDay: noted('day', 0),
  });
  await assert.rejects(limits.chargeMint(SPENDER), { code: 'rate-limited' });
  await assert.rejects(limits.chargeSpeech(SPENDER, 10), { code: 'rate-limited' });
  assert.deepEqual(keys, ['day everybody', 'address 203.0.113.7', 'day everybody', 'address 203.0.113.7']);
});

test('a sentence that is too long for what is left leaves what is left', async () => {
  const limits = create({ charactersPerSession: 100 });
  await limits.chargeSpeech(SPENDER, 90);
  await assert.rejects(limits.chargeSpeech(SPENDER, 20), { code: 'rate-limited' });
  await limits.chargeSpeech(SPENDER, 10);
  await assert.rejects(limits.chargeSpeech(SPENDER, 1), { code: 'rate-limited' });
});

test('a refusal by the last budget gives back what the ones before it had granted', async () => {
  const limits = create({ charactersPerSession: 100, charactersPerDay: 50 });
  await assert.rejects(limits.chargeSpeech(SPENDER, 60), { code: 'rate-limited' });
  // Had the session lost 60, these 50 would be refused by it.
  await limits.chargeSpeech(SPENDER, 50);
});
