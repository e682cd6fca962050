/** Pages as strict, and as deeply nested, as the README says that they may be. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Frame } from 'puppeteer-core';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

describe('a page that allows no more than it must', () => {
  let world: World;
  let browser: Browser;

  before(async () => {
    world = await startWorld();
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  for (const [way, attributes] of [
    ['hybrid', 'mode="hybrid"'],
    ['speech', 'mode="speech"'],
    ['text over a WebSocket', 'mode="text" link="websocket"'],
  ] as const) {
    test(`talks under the policy that the README names: ${way}`, async () => {
      const { host, origin } = new URL(world.peer.url);
      const provider = way.includes('WebSocket') ? `ws://${host}` : origin;
      const csp = [
        "default-src 'none'",
        `script-src ${world.backendUrl}`,
        `connect-src ${world.backendUrl} ${provider}`,
        "require-trusted-types-for 'script'",
        'trusted-types lit-html',
      ].join('; ');
      const visitor = await visit(
        browser,
        world.hostPage(`user-email="ada@example.org" ${attributes}`, { csp }),
        { steady: true },
      );
      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
      await answered(visitor);
      assert.deepEqual(visitor.complaints, []);
      await visitor.close();
    });
  }

  /** The element's own page in a frame of a page of another origin. */
  async function framed(attributes: string): Promise<{ visitor: Visitor; frame: Frame }> {
    const inner = world.hostPage('mode="speech" user-email="ada@example.org"');
    const body = `<iframe src="${inner}" ${attributes} width="400" height="700"></iframe>`;
    const outer = world.hostPage('', { body, scripts: [] }).replace('localhost', '127.0.0.1');
    const visitor = await visit(browser, outer, { steady: true });
    const frame = await visitor.page.waitForFrame(inner);
    await frame.waitForFunction(() => customElements.get('nutrina-voice') !== undefined);
    return { visitor, frame };
  }

  const start = (frame: Frame) =>
    frame.evaluate(async () => {
      const element = document.querySelector('nutrina-voice');
      const codes: string[] = [];
      element?.addEventListener('nutrina-error', ({ detail }) => codes.push(detail.code));
      await element?.start().catch(() => undefined);
      return { state: element?.state, audio: element?.status.audio, codes };
    });

  test('a frame talks where its page allows microphone and autoplay', async () => {
    const { visitor, frame } = await framed('allow="microphone; autoplay"');
    assert.deepEqual(await start(frame), { state: 'listening', audio: 'live', codes: [] });
    await visitor.close();
  });

  test('a frame whose page allows no microphone says so: policy-blocked', async () => {
    const { visitor, frame } = await framed('allow="autoplay"');
    const { codes } = await start(frame);
    assert.deepEqual(codes, ['policy-blocked']);
    await visitor.close();
  });

  test('a sandbox that leaves a frame no origin is told as that: origin-refused names it', async () => {
    const { visitor, frame } = await framed('sandbox="allow-scripts" allow="microphone"');
    const problem = await frame.evaluate(() =>
      document
        .querySelector('nutrina-voice')
        ?.connect()
        .then(
          () => undefined,
          ({ code, message }: { code: string; message: string }) => ({ code, message }),
        ),
    );
    assert.equal(problem?.code, 'origin-refused');
    assert.match(problem.message, /not to pages of null: /);
    await visitor.close();
  });
});

async function answered(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.send('What is in an apple?'));
  await visitor.page.waitForFunction(() =>
    document
      .querySelector('nutrina-voice')
      ?.transcript.some(({ role, status }) => role === 'assistant' && status === 'done'),
  );
  await visitor.state('listening');
}
