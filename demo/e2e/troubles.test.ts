/** What goes wrong, and the clear answer to it: one code, one sentence, one action, nothing lost. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import type { FaultProfile } from '../realtime-peer/faults/profile.js';
import { apiError, startRudeBackend, type RudeAnswer } from './rude-backend.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { INSECURE_HOST, startWorld, type World } from './world.js';

const HTML: RudeAnswer = { status: 200, type: 'text/html', body: '<!doctype html><title>Welcome</title>' };

const BACKEND_ANSWERS: readonly (readonly [title: string, answer: RudeAnswer, code: string])[] = [
  ['a page instead of JSON', HTML, 'backend-not-found'],
  ['404: the wrong address', { status: 404, type: 'text/html', body: 'Not here' }, 'backend-not-found'],
  ['401', apiError(401, 'unauthenticated'), 'identity-refused'],
  ['403: another site', apiError(403, 'origin-refused'), 'origin-refused'],
  ['429 with a time to wait', apiError(429, 'rate-limited', 7), 'rate-limited'],
  ['500', apiError(500, 'internal'), 'backend-error'],
  ['502: the account is used up', apiError(502, 'quota-exhausted'), 'quota-exhausted'],
  ['503: switched off', apiError(503, 'disabled'), 'disabled'],
];

describe('troubles', () => {
  let world: World;
  let browser: Browser;
  const open: Visitor[] = [];

  before(async () => {
    world = await startWorld({ peer: { faults: true } });
    browser = await startBrowser();
  });
  after(async () => {
    for (const visitor of open) await visitor.close();
    await browser.close();
    await world.close();
  });

  async function arrive(attributes: string, options: Parameters<typeof visit>[2] = {}): Promise<Visitor> {
    const visitor = await visit(browser, world.hostPage(attributes), { steady: true, ...options });
    open.push(visitor);
    return visitor;
  }

  for (const [title, answer, code] of BACKEND_ANSWERS) {
    test(`the backend answers ${title}: ${code}`, async () => {
      const rude = await startRudeBackend(answer);
      try {
        const visitor = await arrive(`server="${rude.url}" user-email="ada@example.org"`);
        const problem = await problemOf(visitor, 'connect');
        assert.equal(problem.code, code);
        await visitor.state('error');
        assert.match(await alertText(visitor), /\S{3,}/);
      } finally {
        await rude.close();
      }
    });
  }

  test('a backend that is not there is unreachable, and trying again works once it is', async () => {
    const rude = await startRudeBackend(HTML);
    await rude.close();
    const visitor = await arrive(`server="${rude.url}" user-email="ada@example.org"`);
    assert.equal((await problemOf(visitor, 'connect')).code, 'backend-unreachable');
    await visitor.page.evaluate((url) => {
      document.querySelector('nutrina-voice')?.setAttribute('server', url);
    }, world.backendUrl);
    await visitor.click('button', 'Try again');
    await visitor.state('connected');
  });

  test('a page of an origin that is not on the backend’s list: origin-refused names the origin', async () => {
    const url = world.hostPage(`server="${world.backendUrl}" user-email="ada@example.org"`);
    const visitor = await visit(browser, url.replace('localhost', '127.0.0.1'));
    open.push(visitor);
    const { code, message } = await problemOf(visitor, 'connect');
    assert.equal(code, 'origin-refused', message);
    assert.match(message, /http:\/\/127\.0\.0\.1:\d+: add it to ALLOWED_ORIGINS/);
  });

  test('a page whose policy forbids the backend: config-invalid names the directive', async () => {
    const csp = "connect-src 'self'";
    const visitor = await visit(browser, world.hostPage('user-email="ada@example.org"', { csp }));
    open.push(visitor);
    const { code, message } = await problemOf(visitor, 'connect');
    assert.equal(code, 'config-invalid');
    assert.ok(message.includes(`forbids ${world.backendUrl}/api/realtime/session: add it to connect-src`));
  });

  for (const link of ['webrtc', 'websocket']) {
    test(`a page whose policy forbids the provider over ${link}: config-invalid names the directive`, async () => {
      const csp = `connect-src ${world.backendUrl}`;
      const page = world.hostPage(`user-email="ada@example.org" link="${link}"`, { csp });
      const visitor = await visit(browser, page);
      open.push(visitor);
      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.connect());
      const { code, message } = await problemOf(visitor, 'start');
      assert.equal(code, 'config-invalid');
      const { host } = new URL(world.peer.url);
      assert.match(message, new RegExp(`forbids \\w+://${host}/.*: add it to connect-src`));
    });
  }

  test('no e-mail: the field asks for it and nothing is sent', async () => {
    const visitor = await arrive('');
    await visitor.click('button', 'Connect');
    await visitor.page.waitForSelector('::-p-text(Please enter your e-mail address.)');
    assert.ok(!visitor.requests.some((request) => request.url().includes('/api/')));
  });

  test('an SDP exchange that is refused says so, and calling again works', async () => {
    const visitor = await arrive('user-email="ada@example.org"');
    await withFaults(world, [{ at: 'calls', do: 'status', status: 400, code: 'invalid_offer' }], async () => {
      assert.equal((await problemOf(visitor, 'start')).code, 'exchange-refused');
    });
    await visitor.click('button', 'Call again');
    await visitor.state('listening');
  });

  const MICROPHONES: readonly (readonly [errorName: string, code: string])[] = [
    ['NotAllowedError', 'microphone-denied'],
    ['NotFoundError', 'microphone-missing'],
    ['NotReadableError', 'microphone-busy'],
  ];
  for (const [errorName, code] of MICROPHONES) {
    test(`${code}: the call opens all the same and typing is answered`, async () => {
      const visitor = await arrive('user-email="ada@example.org"', {
        prepare: async (page) => {
          await page.evaluateOnNewDocument((name) => {
            navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('test', name));
          }, errorName);
        },
      });
      await visitor.page.mouse.click(5, 5);
      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
      assert.match(await alertText(visitor), /microphone/i);
      await sendAndWait(visitor, 'Is an apple a good snack?');
    });
  }

  test('no speech recognition: the call is in sound both ways, the mode change is told, and typing works', async () => {
    const visitor = await arrive('user-email="ada@example.org"', { ears: 'none' });
    const change = await visitor.page.evaluate(
      () =>
        new Promise((resolve) => {
          const element = document.querySelector('nutrina-voice');
          element?.addEventListener('nutrina-mode-change', (event) => {
            resolve(event.detail);
          });
          void element?.start();
        }),
    );
    assert.equal((change as { to: string }).to, 'speech');
    await sendAndWait(visitor, 'Is an apple a good snack?');
  });

  test('an insecure page: typing works, the reason is said', async () => {
    const insecure = await startBrowser([
      `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
      // A public insecure page may not talk to loopback; here the whole world is loopback.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
    ]);
    try {
      const url = world.hostPage('user-email="ada@example.org"').replace('localhost', INSECURE_HOST);
      const visitor = await visit(insecure, url);
      assert.equal(await visitor.page.evaluate(() => window.isSecureContext), false);
      await visitor.page.mouse.click(5, 5);
      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
      await sendAndWait(visitor, 'Is an apple a good snack?');
      assert.match(await alertText(visitor), /not secure|https/i);
    } finally {
      await insecure.close();
    }
  });

  test('a part of the script that does not load says so, and loads on the next try', async () => {
    const visitor = await arrive('user-email="ada@example.org"');
    await visitor.page.setRequestInterception(true);
    let refuse = true;
    visitor.page.on('request', (request) => {
      if (refuse && request.url().includes('/chunks/')) void request.abort();
      else void request.continue();
    });
    assert.equal((await problemOf(visitor, 'connect')).code, 'chunk-failed');
    refuse = false;
    await visitor.click('button', 'Try again');
    await visitor.state('connected');
  });

  const SPEECH_FAULTS: readonly (readonly [title: string, fault: FaultProfile['faults'][number]])[] = [
    [
      'before its first byte',
      { at: 'speech', do: 'status', status: 500, count: 'all', nth: 1, chance: 1, code: null, message: 'x' },
    ],
    ['after its first byte', { at: 'speech', do: 'stall', bytes: 9_600, count: 'all', nth: 1, chance: 1 }],
  ];
  for (const [title, fault] of SPEECH_FAULTS) {
    test(`speech failing ${title}: the text stays, a notice says why, the call goes on`, async () => {
      const visitor = await arrive('user-email="ada@example.org"');
      await visitor.page.mouse.click(5, 5);
      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
      await withFaults(world, [fault], async () => {
        await sendAndWait(visitor, 'Is an apple a good snack?');
        assert.match(await alertText(visitor), /spoken/);
      });
      await visitor.state('listening');
      await sendAndWait(visitor, 'And a banana?');
    });
  }

  test('removing the element in the middle of a call ends the call and leaves nothing', async () => {
    const visitor = await arrive('user-email="ada@example.org"');
    await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
    await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.remove());
    await visitor.page.waitForFunction(() => {
      const { peerConnections, tracks, audioContexts, timers } = window.instruments.open();
      return peerConnections + tracks + audioContexts + timers === 0;
    });
  });

  test('moving the element within the page keeps the call', async () => {
    const visitor = await arrive('user-email="ada@example.org"');
    const moved = await visitor.page.evaluate(async () => {
      const element = document.querySelector('nutrina-voice');
      await element?.start();
      let ends = 0;
      document.addEventListener('nutrina-end', () => ends++);
      const box = document.body.appendChild(document.createElement('section'));
      if (element) box.append(element);
      // What an element's end lets go of is gone with the next frame.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const links = window.instruments.peerConnections.map(({ signalingState }) => signalingState);
      return { ends, state: element?.state, links };
    });
    assert.deepEqual(moved, { ends: 0, state: 'listening', links: ['stable'] });
    await sendAndWait(visitor, 'Is an apple a good snack?');
  });

  test('two elements and a script that is loaded twice live side by side', async () => {
    const script = `${world.backendUrl}/nutrina-voice.js`;
    const one = '<nutrina-voice user-email="ada@example.org"></nutrina-voice>';
    const url = world.hostPage('', { body: one + one, scripts: [script, `${script}?again`] });
    const visitor = await visit(browser, url);
    open.push(visitor);
    const states = await visitor.page.evaluate(async () => {
      const elements = [...document.querySelectorAll('nutrina-voice')];
      await Promise.all(elements.map((element) => element.connect()));
      return elements.map((element) => element.state);
    });
    assert.deepEqual(states, ['connected', 'connected']);
    assert.deepEqual(visitor.complaints, []);
  });
});

interface Rejection {
  readonly message: string;
  readonly code: string;
  readonly retryable: boolean;
}

/** Calls a method that must reject, and returns with what. */
async function problemOf(visitor: Visitor, method: 'connect' | 'start'): Promise<Rejection> {
  return visitor.page.evaluate(async (name) => {
    try {
      await document.querySelector('nutrina-voice')?.[name]();
    } catch (error) {
      const { code, message, retryable } = error as Rejection;
      return { code, message, retryable };
    }
    throw new Error(`${name}() did not reject`);
  }, method);
}

async function alertText({ page }: { page: Page }): Promise<string> {
  const alert = await page.waitForFunction(() => {
    const text = document
      .querySelector('nutrina-voice')
      ?.shadowRoot?.querySelector('[role="alert"]')?.textContent;
    return text?.trim() === '' ? false : text;
  });
  return String(await alert.jsonValue());
}

/** Every sentence whose sound stalls takes as long as the widget waits for it. */
const ANSWER_WITHIN_MS = 60_000;

/** Types a message and waits for its whole answer in the log. */
async function sendAndWait(visitor: Visitor, text: string): Promise<void> {
  const before = (await visitor.transcript()).filter(({ role }) => role === 'assistant').length;
  await visitor.type('textbox', 'Message', text);
  await visitor.page.keyboard.press('Enter');
  await visitor.page.waitForFunction(
    (count) => {
      const answers = document
        .querySelector('nutrina-voice')
        ?.transcript.filter(({ role }) => role === 'assistant');
      return (answers?.length ?? 0) > count && answers?.at(-1)?.status === 'done';
    },
    { timeout: ANSWER_WITHIN_MS },
    before,
  );
}

/** Faults for everything the peer is asked meanwhile. */
async function withFaults(
  world: World,
  faults: readonly Record<string, unknown>[],
  run: () => Promise<void>,
): Promise<void> {
  const filled = faults.map((fault) => ({ nth: 1, count: 1, chance: 1, message: 'x', code: null, ...fault }));
  world.peer.faults.set({ seed: 1, faults: filled as unknown as FaultProfile['faults'] });
  try {
    await run();
  } finally {
    world.peer.faults.set(undefined);
  }
}
