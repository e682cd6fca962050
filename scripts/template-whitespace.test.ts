import assert from 'node:assert/strict';
import { test } from 'node:test';
import { squeezeCss, squeezeHtml } from './template-whitespace.js';

test('takes white space out of style sheets without changing what they mean', () => {
  assert.equal(
    squeezeCss(
      '\n  /* note */\n  .a :hover,\n  .b > .c {\n    color: red;\n    margin: 0 calc(1px + 2px);\n  }\n',
    ),
    ' .a :hover,.b>.c{color:red;margin:0 calc(1px + 2px)}',
  );
});

test('turns a line break in markup into the one space it is shown as', () => {
  assert.equal(squeezeHtml('<b>one</b>\n      <i>two</i> three'), '<b>one</b> <i>two</i> three');
  assert.equal(squeezeHtml('<p\n  class="x"\n>'), '<p class="x">');
});
