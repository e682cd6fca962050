import { assert } from '@open-wc/testing';
import type { LitElement } from 'lit';
import type { TranscriptEntry } from '../session/snapshot.js';
import { get, removeAll, stageWith } from '../testing/stage.js';

/** More than is on the page at a time. */
const MANY = 510;

function talk(entries: number): TranscriptEntry[] {
  return Array.from({ length: entries }, (_, at) => ({
    id: `entry-${at}`,
    role: at % 2 === 0 ? 'user' : 'assistant',
    text: `Words ${at}.`,
    status: at % 2 === 0 ? 'answered' : 'done',
  }));
}

function shown(element: Element): readonly string[] {
  const log = get(element, 'log', 'Conversation');
  return [...log.querySelectorAll('[part~=message] p')].map(({ textContent }) => textContent);
}

async function scrollTo(element: LitElement, top: number): Promise<void> {
  const log = get(element, 'log', 'Conversation');
  log.scrollTop = top;
  // The browser tells it with a frame, which a page that is not in front never gets.
  log.dispatchEvent(new Event('scroll'));
  await element.updateComplete;
}

describe('a long log', () => {
  afterEach(removeAll);

  it('shows its end, in order, however long it is', async () => {
    for (const count of [110, MANY]) {
      const transcript = talk(count);
      const { element } = await stageWith({ state: 'listening', transcript });
      assert.deepEqual(
        shown(element),
        transcript.slice(-110).map(({ text }) => text),
      );
      await removeAll();
    }
  });

  it('shows what is older as the visitor scrolls up, without moving what they read, and lets it go again', async () => {
    const { element } = await stageWith({ state: 'listening', transcript: talk(MANY) });
    element.style.height = '30rem';
    const log = get(element, 'log', 'Conversation');
    for (const expected of [260, 410, MANY]) {
      const first = log.querySelector('[part~=message]');
      const topPx = () => first?.getBoundingClientRect().top ?? Number.NaN;
      const unmovedPx = topPx() + log.scrollTop - 100;
      await scrollTo(element, 100);
      assert.equal(shown(element).length, expected);
      assert.approximately(topPx(), unmovedPx, 1);
    }
    assert.equal(shown(element)[0], 'Words 0.');
    await scrollTo(element, log.scrollHeight);
    assert.equal(shown(element).length, 110);
  });

  it('is let go of by the smallest step up, however fast words come, and taken again near its end', async () => {
    const answer: TranscriptEntry = { id: 'answer', role: 'assistant', text: '', status: 'streaming' };
    const { element, session } = await stageWith({ state: 'speaking', transcript: [...talk(60), answer] });
    element.style.height = '30rem';
    const log = get(element, 'log', 'Conversation');
    const say = async (text: string) => {
      session.show({ transcript: [...talk(60), { ...answer, text }] });
      await element.updateComplete;
    };
    const underPx = () => log.scrollHeight - log.scrollTop - log.clientHeight;
    await say('Oats');
    await scrollTo(element, log.scrollTop - 3);
    const readingPx = log.scrollTop;
    await say('Oats\nand\nbeans');
    assert.equal(log.scrollTop, readingPx);
    await scrollTo(element, log.scrollTop + underPx() - 10);
    await say('Oats\nand\nbeans\nand\nlentils');
    assert.isAtMost(underPx(), 1);
  });

  it('keeps wheel and finger from the page only while it has something to scroll', async () => {
    const { element, session } = await stageWith({ state: 'listening', transcript: talk(1) });
    const keeps = () => getComputedStyle(get(element, 'log', 'Conversation')).overscrollBehaviorY;
    assert.equal(keeps(), 'auto');
    session.show({ transcript: talk(60) });
    await element.updateComplete;
    assert.equal(keeps(), 'contain');
  });

  it('shows a change of an older entry, and entries that go', async () => {
    const transcript = talk(110);
    const { element, session } = await stageWith({ state: 'listening', transcript });
    const changed = transcript.map((entry, at) => (at === 40 ? { ...entry, text: 'Other words.' } : entry));
    session.show({ transcript: changed });
    await element.updateComplete;
    assert.equal(shown(element)[40], 'Other words.');
    session.show({ transcript: changed.slice(0, 60) });
    await element.updateComplete;
    assert.equal(shown(element).length, 60);
  });

  it('lets no message lie over another, however low the log is', async () => {
    const { element } = await stageWith({ state: 'listening', transcript: talk(110) });
    element.style.height = '20rem';
    const log = get(element, 'log', 'Conversation');
    const boxes = [...log.querySelectorAll('[part~=message]')].map((message) =>
      message.getBoundingClientRect(),
    );
    boxes
      .slice(1)
      .forEach((box, at) => assert.isAtLeast(box.top, boxes[at]?.bottom ?? 0, `message ${at + 1}`));
    const { top = 0 } = boxes[0] ?? {};
    assert.isAtLeast(log.scrollHeight, (boxes.at(-1)?.bottom ?? 0) - top);
  });

  it('is whole again after it was hidden', async () => {
    const { element } = await stageWith({ state: 'listening', transcript: talk(120) });
    element.transcriptDisplay = 'off';
    await element.updateComplete;
    element.transcriptDisplay = 'on';
    await element.updateComplete;
    assert.equal(shown(element).length, 120);
  });
});
