import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { pronounceable } from './pronounceable.js';

const TABLE: readonly (readonly [string, string, string])[] = [
  ['plain text', 'Eat 1.3 g of protein, e.g. nuts.', 'Eat 1.3 g of protein, e.g. nuts.'],
  ['bold and italic', '**Eat** *more* __fibre__ and _less_ ***sugar***.', 'Eat more fibre and less sugar.'],
  ['an underscore inside a word', 'the file my_food_plan is new', 'the file my_food_plan is new'],
  ['struck-out words', '~~never~~ often', 'never often'],
  ['code', 'press `Ctrl` now', 'press Ctrl now'],
  ['a code fence', '```js', ''],
  ['a heading', '## Breakfast', 'Breakfast'],
  ['a hash that is no heading', 'item #5 and C# too', 'item #5 and C# too'],
  ['a quotation', '> Eat well', 'Eat well'],
  ['a bullet', '- oats', 'oats'],
  ['a star bullet with bold', '* **Oats** are cheap', 'Oats are cheap'],
  ['a check box', '- [x] done', 'done'],
  ['a numbered item', '1. Boil water.', '1. Boil water.'],
  ['a minus that is no bullet', 'at -5 degrees', 'at -5 degrees'],
  ['a range', '10 - 15 g', '10 - 15 g'],
  ['a rule', '---', ''],
  ['a rule of stars before words', '* * *\nEat well.', 'Eat well.'],
  ['a table row', '| Banana | 105 kcal |', 'Banana 105 kcal'],
  ['a table separator', '|---|:--:|', ''],
  ['a link', 'see [the **plan**](https://example.com/a_b) now', 'see the plan now'],
  ['an image', '![a banana](b.png) is ripe', 'a banana is ripe'],
  ['a URL', 'see https://www.example.com/a/b?c=1#d.', 'see example.com.'],
  ['a URL in brackets', '(https://example.com)', '(example.com)'],
  ['an angle-bracket URL', 'see <https://example.com/x>!', 'see example.com!'],
  ['a source mark', 'It is healthy [1][^2].', 'It is healthy .'],
  ['an HTML tag', 'one<br>two <b>three</b>', 'one two three'],
  ['a comparison', 'if a < b and c > d', 'if a < b and c > d'],
  ['a comparison without spaces', 'if a<b and c>d', 'if a<b and c>d'],
  ['a tag with attributes', 'one<br />two <a href="x.html" class=y>three</a>', 'one two three'],
  ['an escaped sign', '5 \\* 3', '5 * 3'],
  ['a multiplication', '3 * 4 is 12', '3 × 4 is 12'],
  ['products without spaces', '3*4*5 and (1+2)*3', '3×4×5 and (1+2)×3'],
  ['emoji', 'Great 🎉! Enjoy 👨‍👩‍👧 👍🏽 🇩🇪', 'Great ! Enjoy'],
  ['a keycap', 'press 1️⃣ now', 'press 1 now'],
  ['trademark signs', 'Marmite® is ™', 'Marmite® is ™'],
  ['white space', '  a \n\n b\t c  ', 'a b c'],
  ['signs alone', '***', ''],
  ['punctuation alone', '…!', ''],
  ['other scripts', '**你好**，吃 _面条_。', '你好，吃 面条。'],
];

for (const [title, source, expected] of TABLE) {
  test(`speaks ${title} without its signs`, () => {
    assert.equal(pronounceable(source).text, expected);
  });
}

test('knows where every spoken sign comes from', () => {
  const source = '- **Eat** [more nuts](https://example.com) 🎉 at https://a.org/x daily';
  const { text, origin } = pronounceable(source);
  assert.equal(text, 'Eat more nuts at a.org daily');
  assert.equal(origin.length, text.length);
  for (const [index, sign] of text.split('').entries()) assert.equal(source[origin[index] ?? -1], sign);
});

test('keeps the origin in order and inside the source, whatever is written', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('ab 1.*_[]()<>|#\n-`😀é/:')), maxLength: 80 }),
      (source) => {
        const { text, origin } = pronounceable(source);
        assert.equal(origin.length, text.length);
        for (const [index, at] of origin.entries()) {
          assert.ok(at >= (origin[index - 1] ?? 0) && at < source.length);
        }
      },
    ),
  );
});
