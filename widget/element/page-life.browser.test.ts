import { expect } from '@open-wc/testing';
import type { NutrinaEvent } from './events.js';
import { nextTask, removeAll, stage, stageWith } from '../testing/stage.js';
import { StagedNutrinaVoice } from '../testing/staged-element.js';

/** The grace is one task; the element has acted on it one task later. */
const afterGrace = async () => {
  await nextTask();
  await nextTask();
};

describe('<nutrina-voice> on its page', () => {
  afterEach(removeAll);

  it('keeps the call when it is moved', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(element);
    await afterGrace();
    expect(session.disposed).to.equal(false);
    expect(element.state).to.equal('listening');
    elsewhere.remove();
  });

  it('ends the call when it is removed, and says so', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard = eventsOf(element);
    element.remove();
    await afterGrace();
    expect(session.disposed).to.equal(true);
    expect(session.listeners).to.equal(0);
    expect(element.state).to.equal('idle');
    expect(heard).to.deep.equal(['nutrina-end page', 'nutrina-state listening→idle']);
  });

  it('can be used again after it was removed', async () => {
    const { element } = await stageWith({ state: 'listening' });
    element.remove();
    await afterGrace();
    document.body.append(element);
    await element.connect();
    expect(element.sessions).to.have.length(2);
    element.remove();
  });

  it('keeps nothing of a session that arrives after the element has gone', async () => {
    const element = await stage({ identify: 'none' });
    await element.connect();
    element.remove();
    await afterGrace();
    document.body.append(element);
    const release = element.holdLoading();
    const connecting = element.connect().then(
      () => 'resolved',
      (error: { code?: string }) => error.code,
    );
    element.remove();
    await afterGrace();
    release();
    expect(await connecting).to.equal('aborted');
    expect(element.session.disposed).to.equal(true);
  });

  it('tells what happened in order: texts and problems, then the state', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard = eventsOf(element);
    session.show({ transcript: [{ id: 'u', role: 'user', status: 'interim', text: 'how' }] });
    session.show({
      state: 'thinking',
      transcript: [{ id: 'u', role: 'user', status: 'sending', text: 'how so' }],
    });
    session.tell({ type: 'speech-start', id: 'a' });
    session.tell({ type: 'interrupt', id: 'a', heard: 'Well' });
    session.tell({ type: 'speech-end', id: 'a' });
    session.tell({ type: 'mode-change', from: 'auto', to: 'text', reason: 'no ears' });
    session.show({
      state: 'error',
      error: { code: 'link-lost', message: 'gone', retryable: true },
    });
    expect(heard).to.deep.equal([
      'nutrina-text u how +how',
      'nutrina-text u how so + so final',
      'nutrina-state listening→thinking',
      'nutrina-speech-start a',
      'nutrina-interrupt a Well',
      'nutrina-speech-end a',
      'nutrina-mode-change auto→text',
      'nutrina-error link-lost',
      'nutrina-state thinking→error',
    ]);
  });

  it('says who ended a call', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard = eventsOf(element);
    const end = () => {
      session.show({ state: 'connected' });
    };
    session.expect('stop', end);
    element.shadowRoot?.querySelector<HTMLButtonElement>('[part=hangup]')?.click();
    await afterGrace();
    session.show({ state: 'listening' });
    session.expect('stop', end);
    await element.stop();
    expect(heard.filter((text) => text.startsWith('nutrina-end'))).to.deep.equal([
      'nutrina-end visitor',
      'nutrina-end page',
    ]);
  });

  it('sends events that bubble out of shadow trees', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const onDocument = new Promise<Event>((resolve) => {
      document.addEventListener('nutrina-state', resolve, { once: true });
    });
    session.show({ state: 'thinking' });
    const event = await onDocument;
    expect(event.composed).to.equal(true);
    expect(event.target).to.equal(element);
  });

  it('takes properties that were set before it was defined', async () => {
    const tag = 'late-nutrina-voice';
    const element = document.createElement(tag);
    Object.assign(element, { heading: 'Early', identify: 'none', textInput: 'off' });
    document.body.append(element);
    customElements.define(tag, class extends StagedNutrinaVoice {});
    await (element as StagedNutrinaVoice).updateComplete;
    expect(element.shadowRoot?.querySelector('section')?.getAttribute('aria-label')).to.equal('Early');
    expect((element as StagedNutrinaVoice).textInput).to.equal('off');
    element.remove();
  });

  it('tells a running session what changed', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    element.lang = 'de-AT';
    element.mode = 'text';
    await element.updateComplete;
    expect(session.options.at(-1)).to.include({ lang: 'de-AT', mode: 'text' });
  });

  it('keeps two elements apart, and gives the microphone to the last that opened it', async () => {
    const one = await stageWith({ state: 'listening' });
    const two = await stageWith({ state: 'listening' });
    one.session.show({ audio: 'live' });
    expect(two.element.status.audio).to.equal('none');
    one.session.expect('mute', () => {
      one.session.show({ audio: 'muted', muted: true });
    });
    two.session.show({ audio: 'live' });
    one.session.assertComplete();
    expect(one.element.state).to.equal('listening');
    expect(two.element.status.audio).to.equal('live');
    two.session.expect('mute');
    one.session.expect('mute');
    one.element.mute(false);
    two.session.assertComplete();
    expect(two.session.received.at(-1)).to.deep.equal({ name: 'mute', on: true });
  });
});

function eventsOf(element: HTMLElement): readonly string[] {
  const heard: string[] = [];
  const listen = <Event extends NutrinaEvent>(name: string, describe: (event: Event) => string) => {
    element.addEventListener(name, (event) => heard.push(`${name} ${describe(event as Event)}`));
  };
  listen<NutrinaEvent<'nutrina-state'>>(
    'nutrina-state',
    ({ detail }) => `${detail.previous}→${detail.state}`,
  );
  listen<NutrinaEvent<'nutrina-text'>>('nutrina-text', ({ detail }) =>
    [detail.id, detail.text, `+${detail.delta ?? ''}`, ...(detail.final ? ['final'] : [])].join(' '),
  );
  listen<NutrinaEvent<'nutrina-end'>>('nutrina-end', ({ detail }) => detail.reason);
  listen<NutrinaEvent<'nutrina-error'>>('nutrina-error', ({ detail }) => detail.code);
  listen<NutrinaEvent<'nutrina-interrupt'>>(
    'nutrina-interrupt',
    ({ detail }) => `${detail.id} ${detail.heard}`,
  );
  listen<NutrinaEvent<'nutrina-mode-change'>>(
    'nutrina-mode-change',
    ({ detail }) => `${detail.from}→${detail.to}`,
  );
  listen<NutrinaEvent<'nutrina-speech-start'>>('nutrina-speech-start', ({ detail }) => detail.id);
  listen<NutrinaEvent<'nutrina-speech-end'>>('nutrina-speech-end', ({ detail }) => detail.id);
  return heard;
}
