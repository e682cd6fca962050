/** The demo page's own script: shows the tag it uses and lists the element's events. Nothing private is used. */

const EVENTS = [
  'nutrina-state',
  'nutrina-text',
  'nutrina-speech-start',
  'nutrina-speech-end',
  'nutrina-interrupt',
  'nutrina-mode-change',
  'nutrina-latency',
  'nutrina-error',
  'nutrina-end',
] as const;

/** Enough to look back over a turn or two. */
const ROWS = 200;

const startedAt = performance.now();
const list = document.querySelector('#event-list');
const hint = document.querySelector<HTMLElement>('#no-events');

showTag();
for (const name of EVENTS) {
  document.addEventListener(name, (event) => {
    if (event instanceof CustomEvent) addRow(name, event.detail);
  });
}

/** The tag as it stands in this very page, so that it cannot drift from the truth. */
function showTag(): void {
  const place = document.querySelector('#tag');
  const element = document.querySelector('nutrina-voice');
  if (place === null || element === null) return;
  const attributes = [...element.attributes].map(({ name, value }) => ` ${name}="${value}"`).join('');
  const script = new URL('/nutrina-voice.js', location.href).href;
  place.textContent = `<script type="module" src="${script}"></script>\n<nutrina-voice${attributes}></nutrina-voice>`;
}

function addRow(name: string, detail: unknown): void {
  if (list === null) return;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
  const row = document.createElement('li');
  row.append(cell('time', `${seconds} s`), cell('code', name), cell('span', JSON.stringify(detail)));
  list.prepend(row);
  while (list.childElementCount > ROWS) list.lastElementChild?.remove();
  if (hint !== null) hint.hidden = true;
}

function cell(tag: 'time' | 'code' | 'span', text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
