import { assert } from '@open-wc/testing';
import type { TranscriptEntry, VoiceSnapshot } from '../session/snapshot.js';
import { find, get, nextTask, removeAll, stage, stageWith, textOf } from '../testing/stage.js';
import type { StagedNutrinaVoice } from '../testing/staged-element.js';

const KEY = 'nutrina-voice https://backend.example#';

const ASKED: TranscriptEntry = { id: 'u1', role: 'user', text: 'Is tea good for me?', status: 'answered' };
const ANSWERED: TranscriptEntry = { id: 'a1', role: 'assistant', text: 'It is.', status: 'done' };

const keep = (entries: readonly TranscriptEntry[], email = 'ada@example.org') => {
  sessionStorage.setItem(KEY, JSON.stringify({ version: 1, email, entries }));
};

/** What the tab keeps, as `status: text`; nothing where it keeps nothing. */
function kept(key = KEY): readonly string[] | undefined {
  const stored = sessionStorage.getItem(key);
  if (stored === null) return undefined;
  const { entries } = JSON.parse(stored) as { entries: TranscriptEntry[] };
  return entries.map(({ status, text }) => `${status}: ${text}`);
}

/** An element that finds a kept conversation, once its session has been given it. */
async function comeBack(attributes: Readonly<Record<string, string>> = {}): Promise<StagedNutrinaVoice> {
  let resolve: () => void = () => undefined;
  const restored = new Promise<void>((settle) => {
    resolve = settle;
  });
  const element = await stage({ resume: 'tab', ...attributes }, (element) => {
    element.prepare = (session) => {
      session.expect('restore', () => {
        const command = session.received.at(-1);
        if (command?.name === 'restore') session.show({ transcript: command.entries });
        resolve();
      });
    };
  });
  await restored;
  await element.updateComplete;
  return element;
}

const inCall = (transcript: VoiceSnapshot['transcript']) =>
  stageWith({ state: 'listening', transcript }, { resume: 'tab' });

const announced = (element: Element) => element.shadowRoot?.querySelector('[role=status]')?.textContent;

describe('a conversation kept in the tab', () => {
  afterEach(async () => {
    await removeAll();
    sessionStorage.clear();
  });

  it('is written when an entry is finished, not with every word of it', async () => {
    const { session } = await inCall([ASKED]);
    assert.deepEqual(kept(), ['answered: Is tea good for me?']);
    session.show({ transcript: [ASKED, { ...ANSWERED, text: 'It', status: 'streaming' }] });
    assert.deepEqual(kept(), ['answered: Is tea good for me?']);
    session.show({ transcript: [ASKED, ANSWERED] });
    assert.deepEqual(kept(), ['answered: Is tea good for me?', 'done: It is.']);
  });

  it('is not written unless the site wants it', async () => {
    await stageWith({ state: 'listening', transcript: [ASKED] });
    assert.equal(sessionStorage.length, 0);
  });

  it('holds the address that the visitor entered, and nothing else of them', async () => {
    const element = await stage({ resume: 'tab' });
    (get(element, 'textbox', 'E-mail') as HTMLInputElement).value = 'ada@example.org';
    const connected = new Promise<void>((resolve) => {
      element.prepare = (session) => {
        session.expect('connect', resolve);
      };
    });
    get(element, 'button', 'Connect').click();
    await connected;
    element.session.show({ state: 'listening', transcript: [ASKED] });
    assert.equal(
      sessionStorage.getItem(KEY),
      JSON.stringify({ version: 1, email: 'ada@example.org', entries: [ASKED] }),
    );
  });

  it('is back in the log of the next page, with one button to go on', async () => {
    keep([ASKED, ANSWERED]);
    const element = await comeBack();
    assert.deepEqual(element.session.received, [{ name: 'restore', entries: [ASKED, ANSWERED] }]);
    assert.include(textOf(element), 'Is tea good for me?');
    assert.include(textOf(element), 'Your conversation is still here');
    assert.isTrue(find(element, 'textbox', 'E-mail') === undefined);
    element.session.expect('start');
    get(element, 'button', 'Continue').click();
    element.session.assertComplete();
    assert.equal(element.session.options.at(-1)?.email, 'ada@example.org');
    element.session.show({ state: 'connecting' });
    await element.updateComplete;
    assert.isOk(get(element, 'button', 'Starting …'));
  });

  it('is there, with the same button, on a page that the browser had kept as it was', async () => {
    const { element } = await stageWith({ state: 'ended', endReason: 'page', transcript: [ASKED] });
    assert.include(textOf(element), 'Your conversation is still here');
    assert.isOk(get(element, 'button', 'Continue'));
  });

  it('says of a turn on its way that it will be sent, until there is a call for it', async () => {
    keep([{ ...ASKED, status: 'sending' }]);
    const element = await comeBack();
    assert.include(textOf(element), 'will be sent');
    element.session.show({ state: 'listening' });
    await element.updateComplete;
    assert.include(textOf(element), 'sending …');
  });

  it('begins a call for a turn that the visitor wants sent again', async () => {
    const { element, session } = await stageWith({
      state: 'ended',
      endReason: 'page',
      transcript: [{ ...ASKED, status: 'not-sent' }],
    });
    const resent = new Promise<void>((resolve) => {
      session.expect('start').expect('resend', resolve);
    });
    get(element, 'button', 'Retry').click();
    await resent;
    assert.deepEqual(session.received.at(-1), { name: 'resend', id: 'u1' });
  });

  it('is not news: no event tells it again, and it is not read out', async () => {
    keep([ASKED, ANSWERED]);
    const heard: string[] = [];
    const listen = (event: Event) => {
      heard.push(event.type);
    };
    document.addEventListener('nutrina-text', listen);
    const element = await comeBack();
    document.removeEventListener('nutrina-text', listen);
    assert.deepEqual(heard, []);
    assert.equal(announced(element), 'Your conversation is still here');
  });

  it('asks who is there where that is not known any more', async () => {
    keep([ASKED], '');
    const element = await comeBack();
    assert.isOk(get(element, 'textbox', 'E-mail'));
    assert.isOk(get(element, 'button', 'Connect'));
    assert.include(textOf(element), 'Is tea good for me?');
  });

  it('goes on under the same address', async () => {
    keep([ASKED]);
    const element = await comeBack();
    element.session.show({ state: 'listening', transcript: [ASKED, ANSWERED] });
    assert.equal(
      sessionStorage.getItem(KEY),
      JSON.stringify({ version: 1, email: 'ada@example.org', entries: [ASKED, ANSWERED] }),
    );
  });

  it('is over with disconnect(), and what is said later is kept without it', async () => {
    const { element, session } = await inCall([ASKED]);
    session.expect('disconnect', () => {
      session.show({ state: 'idle', transcript: [] });
    });
    await element.disconnect();
    assert.equal(kept(), undefined);
    session.show({ state: 'listening', transcript: [ANSWERED] });
    assert.deepEqual(kept(), ['done: It is.']);
  });

  it('is over with disconnect() also before it has come back', async () => {
    keep([ASKED]);
    const element = await stage({ resume: 'tab' }, (element) => {
      element.prepare = (session) => {
        session.expect('restore').expect('disconnect');
      };
    });
    await element.disconnect();
    assert.equal(kept(), undefined);
  });

  it('comes back also where a call was taken back while it was on its way', async () => {
    keep([ASKED]);
    let arrive = (): void => undefined;
    const element = await new Promise<StagedNutrinaVoice>((resolve) => {
      void stage({ resume: 'tab' }, (made) => {
        arrive = made.holdLoading();
        made.onAsked = () => {
          resolve(made);
        };
        made.prepare = (session) => {
          session.expect('restore', () => session.show({ transcript: [ASKED] }));
        };
      });
    });
    const started = element.start().then(
      () => 'resolved',
      (error: { code?: string }) => String(error.code),
    );
    await element.stop();
    assert.equal(element.state, 'idle');
    arrive();
    assert.equal(await started, 'aborted');
    await element.updateComplete;
    assert.deepEqual(
      element.transcript.map(({ text }) => text),
      ['Is tea good for me?'],
    );
    assert.deepEqual(kept(), ['answered: Is tea good for me?']);
  });

  it('is over when the site does not want it any more', async () => {
    const { element } = await inCall([ASKED]);
    element.resume = 'none';
    await element.updateComplete;
    assert.equal(kept(), undefined);
    element.resume = 'tab';
    await element.updateComplete;
    assert.deepEqual(kept(), ['answered: Is tea good for me?']);
  });

  it('outlives the element, to its last word, and comes back in the one that takes its place', async () => {
    const { element, session } = await inCall([ASKED]);
    session.show({ transcript: [ASKED, { ...ANSWERED, text: 'It', status: 'streaming' }] });
    element.remove();
    const next = await comeBack();
    assert.deepEqual(
      next.transcript.map(({ text }) => text),
      ['Is tea good for me?', 'It'],
    );
    await nextTask();
    assert.equal(session.disposed, true);
    assert.deepEqual(kept(), ['answered: Is tea good for me?', 'streaming: It']);
  });

  for (const [what, leave] of [
    ['left', () => window.dispatchEvent(new PageTransitionEvent('pagehide'))],
    ['frozen', () => document.dispatchEvent(new Event('freeze'))],
  ] as const) {
    it(`has what was on its way when the page was ${what} sent by the next one`, async () => {
      const sending = { ...ASKED, status: 'sending' } as const;
      const draft = { ...ASKED, id: 'u2', text: 'Or', status: 'interim' } as const;
      const { session } = await inCall([sending, draft]);
      leave();
      session.show({
        transcript: [sending, draft].map((entry) => ({ ...entry, status: 'not-sent' as const })),
      });
      assert.deepEqual(kept(), ['sending: Is tea good for me?', 'not-sent: Or']);
    });
  }

  it('stays with a moved element', async () => {
    const { element, session } = await inCall([ASKED]);
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(element);
    await nextTask();
    session.show({ transcript: [ASKED, ANSWERED] });
    assert.deepEqual(kept(), ['answered: Is tea good for me?', 'done: It is.']);
    elsewhere.remove();
  });

  it('belongs to the first of two elements of the same name', async () => {
    keep([ASKED]);
    await comeBack();
    const { session } = await stageWith({ state: 'listening', transcript: [ANSWERED] }, { resume: 'tab' });
    assert.lengthOf(
      session.received.filter(({ name }) => name === 'restore'),
      0,
    );
    assert.deepEqual(kept(), ['answered: Is tea good for me?']);
  });

  it('belongs to the second of them once the first has gone', async () => {
    const first = await inCall([ASKED]);
    const second = await inCall([]);
    first.element.remove();
    second.session.show({ transcript: [ANSWERED] });
    assert.deepEqual(kept(), ['done: It is.']);
  });

  it('stays with the backend that it was had with', async () => {
    const other = KEY.replace('backend', 'other');
    const { element, session } = await inCall([ASKED]);
    element.server = 'https://other.example';
    await element.updateComplete;
    session.show({ state: 'connected', transcript: [ASKED, ANSWERED] });
    assert.equal(kept(other), undefined);
    assert.deepEqual(kept(), ['answered: Is tea good for me?', 'done: It is.']);
    await element.connect();
    element.session.show({ state: 'listening', transcript: [ANSWERED] });
    assert.deepEqual(kept(other), ['done: It is.']);
    assert.deepEqual(kept(), ['answered: Is tea good for me?', 'done: It is.']);
  });

  it('is kept apart for elements with an id', async () => {
    await stageWith({ state: 'listening', transcript: [ASKED] }, { resume: 'tab', id: 'kitchen' });
    await stageWith({ state: 'listening', transcript: [ANSWERED] }, { resume: 'tab', id: 'bar' });
    assert.deepEqual(kept(`${KEY}kitchen`), ['answered: Is tea good for me?']);
    assert.deepEqual(kept(`${KEY}bar`), ['done: It is.']);
  });

  it('is as if there were none where what is stored is no conversation', async () => {
    sessionStorage.setItem(KEY, '{"version":1}');
    const element = await stage({ resume: 'tab', identify: 'none' });
    await element.connect();
    assert.deepEqual(element.session.received, [{ name: 'connect' }]);
    assert.lengthOf(element.transcript, 0);
  });

  for (const [what, storage] of [
    ['forbidden', undefined],
    ['full', { setItem: () => assert.fail('full'), getItem: () => null, length: 0 }],
  ] as const) {
    it(`is missed by nobody where the storage is ${what}`, async () => {
      const own = Object.getOwnPropertyDescriptor(window, 'sessionStorage') ?? {};
      Object.defineProperty(window, 'sessionStorage', {
        configurable: true,
        get: () => storage ?? assert.fail('forbidden'),
      });
      try {
        const { element, session } = await inCall([ASKED]);
        session.show({ transcript: [ASKED, ANSWERED] });
        await element.updateComplete;
        assert.include(textOf(element), 'It is.');
        session.expect('disconnect');
        await element.disconnect();
      } finally {
        Object.defineProperty(window, 'sessionStorage', own);
      }
    });
  }
});
