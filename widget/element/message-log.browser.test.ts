import { assert } from '@open-wc/testing';
import type { TranscriptEntry } from '../session/snapshot.js';
import { get, removeAll, stageWith } from '../testing/stage.js';

/** Beyond an outer block of the log. */
const MANY = 1_010;

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

describe('a long log', () => {
  afterEach(removeAll);

  it('shows every entry once and in order', async () => {
    const transcript = talk(MANY);
    const { element } = await stageWith({ state: 'listening', transcript });
    assert.deepEqual(
      shown(element),
      transcript.map(({ text }) => text),
    );
  });

  it('shows a change of an old entry, and entries that go', async () => {
    const transcript = talk(MANY);
    const { element, session } = await stageWith({ state: 'listening', transcript });
    const changed = transcript.map((entry, at) => (at === 70 ? { ...entry, text: 'Other words.' } : entry));
    session.show({ transcript: changed });
    await element.updateComplete;
    assert.equal(shown(element)[70], 'Other words.');
    session.show({ transcript: changed.slice(0, 60) });
    await element.updateComplete;
    assert.equal(shown(element).length, 60);
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
