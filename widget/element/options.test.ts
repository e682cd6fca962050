import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHOICES, choose, isEmail, pageEmail } from './options.js';

test('takes an allowed word in any case, and the default for everything else', () => {
  for (const [value, meant] of [
    ['text', 'text'],
    ['HYBRID', 'hybrid'],
    [' text ', 'text'],
    ['speech', 'speech'],
    ['singing', 'auto'],
    ['', 'auto'],
    [null, 'auto'],
    [undefined, 'auto'],
    [7, 'auto'],
    ['__proto__', 'auto'],
  ] as const) {
    assert.equal(choose(CHOICES.mode, value), meant, String(value));
  }
  assert.equal(choose(CHOICES.identify, 'nobody'), 'email');
  assert.equal(choose(CHOICES.textInput, 'OFF'), 'off');
});

test('knows what can be an e-mail address', () => {
  for (const good of ['ada@example.org', 'a.b+c@sub.example.co.uk', 'ü@exämple.org'])
    assert.ok(isEmail(good), good);
  for (const bad of ['', 'ada', 'ada@', '@example.org', 'ada@example', 'a b@example.org', 'a@b@c.org']) {
    assert.ok(!isEmail(bad), bad);
  }
  assert.ok(!isEmail(`${'a'.repeat(250)}@example.org`));
});

test('takes an address from the page only when it is one', () => {
  assert.equal(pageEmail(' ada@example.org '), 'ada@example.org');
  assert.equal(pageEmail('ada'), undefined);
  assert.equal(pageEmail(null), undefined);
});
