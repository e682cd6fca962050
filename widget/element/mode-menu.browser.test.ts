import { expect } from '@open-wc/testing';
import { removeAll, stage, stageWith } from '../testing/stage.js';

const MODES = ['hybrid', 'speech', 'text'] as const;

function menuOf(element: Element): HTMLSelectElement | null {
  return element.shadowRoot?.querySelector('select') ?? null;
}

function choose(menu: HTMLSelectElement | null, name: string): void {
  if (menu === null) throw new Error('There is no menu.');
  menu.selectedIndex = [...menu.options].findIndex((option) => option.text === name);
  menu.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('the choice of how to talk', () => {
  afterEach(removeAll);

  it('names the mode in use, and has a name itself', async () => {
    const { element } = await stageWith({ state: 'listening', activeMode: 'speech', modes: MODES });
    const menu = menuOf(element);
    expect(menu?.selectedOptions[0]?.text).to.equal('live voice');
    expect(menu?.labels[0]?.textContent.trim()).to.match(/^Talk by/);
    await expect(element).to.be.accessible();
  });

  it('changes the running call, and the calls after it', async () => {
    const { element, session } = await stageWith({ state: 'listening', activeMode: 'hybrid', modes: MODES });
    session.expect('switchMode');
    choose(menuOf(element), 'text');
    expect(session.received.at(-1)).to.deep.equal({ name: 'switchMode', to: 'text' });
    expect(element.mode).to.equal('text');
    await element.updateComplete;
    expect(session.options.at(-1)?.mode).to.equal('text');
  });

  it('shows before a call what the next one will be', async () => {
    const { element, session } = await stageWith({ modes: MODES });
    expect(menuOf(element)?.selectedOptions[0]?.text).to.equal('voice');
    session.expect('switchMode');
    choose(menuOf(element), 'live voice');
    await element.updateComplete;
    expect(menuOf(element)?.selectedOptions[0]?.text).to.equal('live voice');
    expect(element.mode).to.equal('speech');
  });

  it('is not there where there is nothing to choose', async () => {
    const { element } = await stageWith({ state: 'listening', activeMode: 'text', modes: ['text'] });
    expect(menuOf(element)).to.equal(null);
    expect(menuOf(await stage())).to.equal(null);
  });
});
