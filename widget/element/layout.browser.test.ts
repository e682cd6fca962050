import { assert } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { Problem, TranscriptEntry } from '../session/snapshot.js';
import { get, nextTask, removeAll, stage, stageWith } from '../testing/stage.js';

const DENIED: Problem = { code: 'microphone-denied', message: 'no', retryable: false };
const LONG_TALK = Array.from({ length: 30 }, (_, at): TranscriptEntry => ({
  id: `e${at}`,
  role: 'user',
  status: 'sent',
  text: `Question ${at}?`,
}));

/** A frame later sizes are told. */
const measured = () => new Promise((resolve) => requestAnimationFrame(resolve)).then(nextTask);

const boxes = new Set<HTMLElement>();

/** Puts the element into a box of the page’s own, which goes with it. */
function wrapped(element: HTMLElement, style: Readonly<Record<string, string>> = {}): HTMLElement {
  const box = document.createElement('div');
  boxes.add(box);
  for (const [name, value] of Object.entries(style)) box.style.setProperty(name, value);
  element.replaceWith(box);
  box.append(element);
  return box;
}

/** Styles as for fingers, until what it returns is called. */
function asTouched(element: Element): () => void {
  const rules = (element.shadowRoot?.adoptedStyleSheets ?? []).flatMap(({ cssRules }) => [...cssRules]);
  const touched = rules.filter(
    (rule): rule is CSSMediaRule =>
      rule instanceof CSSMediaRule && rule.media.mediaText === '(pointer: coarse)',
  );
  for (const { media } of touched) media.mediaText = 'all';
  return () => {
    for (const { media } of touched) media.mediaText = '(pointer: coarse)';
  };
}

describe('the panel of <nutrina-voice>', () => {
  afterEach(async () => {
    await removeAll();
    for (const box of boxes) box.remove();
    boxes.clear();
  });

  it('keeps every control within its frame, however narrow', async () => {
    const { element } = await stageWith({ state: 'speaking', audio: 'live' });
    for (const width of [288, 320, 360, 416, 480, 720, 1200]) {
      element.style.inlineSize = `${width}px`;
      const frame = element.getBoundingClientRect();
      for (const button of element.shadowRoot?.querySelectorAll('button') ?? []) {
        const box = button.getBoundingClientRect();
        if (box.width === 0) continue;
        assert.isAtMost(box.right, frame.right, `${button.textContent.trim()} at ${width}`);
        assert.isAtMost(
          button.scrollWidth,
          Math.ceil(box.width),
          `the words of ${button.textContent.trim()}`,
        );
        assert.isAtLeast(box.height, 24);
      }
    }
  });

  it('covers nothing where there is little room: what has none scrolls into sight', async () => {
    const { element } = await stageWith({
      state: 'listening',
      audio: 'none',
      notice: DENIED,
      transcript: LONG_TALK,
    });
    element.style.inlineSize = '288px';
    element.style.blockSize = '20rem';
    const notice = element.shadowRoot?.querySelector('[part=notice]')?.getBoundingClientRect();
    const hangUp = get(element, 'button', 'Hang up');
    assert.isAtLeast(hangUp.getBoundingClientRect().top, notice?.bottom ?? Infinity);
    hangUp.scrollIntoView({ block: 'end' });
    assert.isAtMost(hangUp.getBoundingClientRect().bottom, element.getBoundingClientRect().bottom + 1);
  });

  it('shows where the focus went, within its frame and without moving the page', async () => {
    const { element, session } = await stageWith({
      state: 'speaking',
      audio: 'live',
      transcript: LONG_TALK,
    });
    element.style.inlineSize = '288px';
    element.style.blockSize = '20rem';
    const page = wrapped(element, { 'block-size': '200px', overflow: 'auto' });
    get(element, 'button', 'Stop speaking').focus({ preventScroll: true });
    session.show({ state: 'listening' });
    await element.updateComplete;
    const field = get(element, 'textbox', 'Message');
    assert.isTrue(field.matches(':focus'));
    assert.isAtMost(field.getBoundingClientRect().bottom, element.getBoundingClientRect().bottom);
    assert.equal(page.scrollTop, 0);
  });

  for (const [size, change] of [
    ['a phone held sideways', { 'inline-size': '568px', 'block-size': '320px' }],
    ['a page that gives it the height of its content', { '--nv-height': 'auto' }],
  ] as const) {
    it(`leaves room for some lines of the conversation in ${size}`, async () => {
      const { element } = await stageWith({ state: 'listening', audio: 'live', transcript: LONG_TALK });
      for (const [name, value] of Object.entries(change)) element.style.setProperty(name, value);
      await measured();
      assert.isAtLeast(get(element, 'log', 'Conversation').clientHeight, 120);
    });
  }

  it('keeps the newest words in sight when the log loses height, as to a keyboard on the screen', async () => {
    const { element } = await stageWith({ state: 'listening', transcript: LONG_TALK });
    const log = get(element, 'log', 'Conversation');
    await measured();
    element.style.blockSize = '26rem';
    await measured();
    assert.isAtMost(log.scrollHeight - log.scrollTop - log.clientHeight, 1);
  });

  it('scrolls a long conversation in its log alone: the panel around it has nothing below its foot', async () => {
    const { element } = await stageWith({ state: 'listening', audio: 'live', transcript: LONG_TALK });
    const panel = element.shadowRoot?.querySelector('[part=panel]');
    assert.equal(panel?.scrollHeight, panel?.clientHeight);
  });

  it('scrolls what has no room within its frame, and never the page around it', async () => {
    const { element } = await stageWith({ state: 'speaking', audio: 'live', transcript: LONG_TALK });
    const page = wrapped(element, { position: 'relative', overflow: 'auto', 'inline-size': '288px' });
    element.style.blockSize = '20rem';
    assert.equal(page.scrollHeight, page.clientHeight);
  });

  for (const change of [{ float: 'right' }, { position: 'fixed', 'inset-block-end': '1rem' }]) {
    const [[name, value] = []] = Object.entries(change);
    it(`can be seen and used where the page gives it no width of its own: ${name} ${value}`, async () => {
      const { element } = await stageWith({ state: 'speaking', audio: 'live' });
      wrapped(element, change);
      assert.isAtLeast(element.getBoundingClientRect().width, 288);
      element.style.setProperty('--nv-width', '400px');
      assert.equal(element.getBoundingClientRect().width, 400);
    });
  }

  it('asks a page for no more width than a narrow phone has', async () => {
    const usual = { width: innerWidth, height: innerHeight };
    await setViewport({ width: 320, height: 640 });
    const element = await stage();
    const page = wrapped(wrapped(element), { display: 'grid', padding: '0 16px' });
    assert.isAtMost(page.scrollWidth, 320);
    await setViewport(usual);
  });

  for (const width of [320, 480, 1200]) {
    it(`has the owner’s footer below everything, ${width}px wide`, async () => {
      const element = await stage({ 'user-email': 'ada@example.org' });
      const [first, last] = ['Terms', 'Imprint'].map((words) => {
        const line = element.appendChild(document.createElement('p'));
        line.slot = 'footer';
        line.textContent = words;
        return line;
      });
      element.style.inlineSize = `${width}px`;
      const isBelow = (control: HTMLElement) => {
        const { bottom } = control.getBoundingClientRect();
        assert.isAtLeast(first?.getBoundingClientRect().top ?? 0, bottom);
        assert.isAtLeast(
          last?.getBoundingClientRect().top ?? 0,
          first?.getBoundingClientRect().bottom ?? Infinity,
        );
      };
      isBelow(get(element, 'button', 'Connect'));
      await element.connect();
      element.session.show({ state: 'listening', audio: 'live', transcript: LONG_TALK });
      await element.updateComplete;
      isBelow(get(element, 'button', 'Send'));
    });
  }

  it('keeps the choices below the call button apart from it', async () => {
    const { element } = await stageWith({ modes: ['hybrid', 'text'] });
    const choice = element.shadowRoot?.querySelector('[part=mode]')?.getBoundingClientRect();
    const button = get(element, 'button', 'Start call').getBoundingClientRect();
    assert.isAtLeast(choice?.top ?? 0, button.bottom + 8);
  });

  it('is as large as the visitor reads, on pages too that make a rem 10 px, and as the owner wants it', async () => {
    const { element } = await stageWith({ state: 'listening', transcript: LONG_TALK });
    const sizes = () => {
      const field = getComputedStyle(get(element, 'textbox', 'Message'));
      return [field.fontSize, field.minBlockSize, `${element.getBoundingClientRect().height}px`];
    };
    document.documentElement.style.fontSize = '62.5%';
    const found = sizes();
    document.documentElement.style.fontSize = '';
    assert.deepEqual(found, ['16px', '44px', '576px']);
    element.style.fontSize = '20px';
    assert.deepEqual(sizes(), ['20px', '55px', '720px']);
  });

  it('stays within what the owner allows it of height, whatever is in it', async () => {
    const { element } = await stageWith({ state: 'listening', transcript: LONG_TALK });
    element.style.setProperty('--nv-height', 'auto');
    element.style.maxBlockSize = '200px';
    const panel = element.shadowRoot?.querySelector('[part=panel]');
    assert.isAtMost(
      panel?.getBoundingClientRect().bottom ?? Infinity,
      element.getBoundingClientRect().bottom,
    );
  });

  it('has no field on a phone whose words are so small that iOS zooms the page in to it', async () => {
    const { element } = await stageWith({ state: 'listening', modes: ['hybrid', 'text'] });
    const restore = asTouched(element);
    const fields = [...(element.shadowRoot?.querySelectorAll('textarea, select') ?? [])];
    const found = fields.map((field) => Number.parseFloat(getComputedStyle(field).fontSize));
    restore();
    assert.lengthOf(found, 2);
    for (const sizePx of found) assert.isAtLeast(sizePx, 16);
  });

  it('spaces all of its letters as the visitor spaces those of the page', async () => {
    const { element } = await stageWith({ state: 'connected' });
    element.style.letterSpacing = '2px';
    for (const words of element.shadowRoot?.querySelectorAll('h2, .empty strong, .status b') ?? [])
      assert.equal(getComputedStyle(words).letterSpacing, '2px', words.textContent);
  });

  it('breaks its lines where the page around it breaks none', async () => {
    const { element } = await stageWith(
      { state: 'listening', notice: DENIED },
      { heading: 'Ask our kitchen about all that you eat' },
    );
    wrapped(element, { 'white-space': 'nowrap', 'inline-size': '288px' });
    const { right } = element.getBoundingClientRect();
    for (const words of element.shadowRoot?.querySelectorAll('h2, [part=notice] p') ?? [])
      assert.isAtMost(words.getBoundingClientRect().right, right, words.textContent);
  });

  it('ends its English sentences at their end on a page that is read from right to left', async () => {
    const { element } = await stageWith({});
    wrapped(element, { direction: 'rtl' });
    const sentence = [...(element.shadowRoot?.querySelector('.empty p')?.childNodes ?? [])].find(
      (node): node is Text => node instanceof Text,
    );
    assert.isOk(sentence);
    const [last, stop] = [-2, -1].map((at) => {
      const range = document.createRange();
      range.setStart(sentence, sentence.length + at);
      range.setEnd(sentence, sentence.length + at + 1);
      return range.getBoundingClientRect().left;
    });
    assert.isBelow(last ?? 0, stop ?? 0);
  });

  it('keeps what was written and not sent until there is a field again', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const field = () => get(element, 'textbox', 'Message') as HTMLTextAreaElement;
    field().value = 'And cof';
    field().dispatchEvent(new InputEvent('input'));
    session.show({ state: 'ended', endReason: 'page' });
    await element.updateComplete;
    session.show({ state: 'listening' });
    await element.updateComplete;
    assert.equal(field().value, 'And cof');
    field().value = 'And coffee?';
    field().dispatchEvent(new InputEvent('input'));
    session.expect('send');
    get(element, 'button', 'Send').click();
    await element.updateComplete;
    assert.equal(field().value, '');
  });

  it('offers nobody to type where there is no field', async () => {
    const { element } = await stageWith({ state: 'listening', notice: DENIED }, { 'text-input': 'off' });
    assert.isOk(get(element, 'button', 'OK'));
  });
});
