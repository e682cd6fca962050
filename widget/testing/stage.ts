/** Puts staged elements on a test's page and finds what a visitor would find there. */
import type { VoiceSnapshot } from '../session/snapshot.js';
import type { FakeSession } from './fake-session.js';
import { StagedNutrinaVoice } from './staged-element.js';

const TAG = 'staged-nutrina-voice';
if (customElements.get(TAG) === undefined) customElements.define(TAG, StagedNutrinaVoice);

const staged = new Set<Element>();

/** An element on the page, not connected. `removeAll()` takes it away. `setUp` comes before the page has it. */
export async function stage(
  attributes: Readonly<Record<string, string>> = {},
  setUp: (element: StagedNutrinaVoice) => void = () => undefined,
): Promise<StagedNutrinaVoice> {
  const element = document.createElement(TAG) as StagedNutrinaVoice;
  element.setAttribute('server', 'https://backend.example');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  staged.add(element);
  setUp(element);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

/** An element with a session that shows `change`. */
export async function stageWith(
  change: Partial<VoiceSnapshot>,
  attributes: Readonly<Record<string, string>> = {},
): Promise<{ element: StagedNutrinaVoice; session: FakeSession }> {
  const element = await stage({ 'user-email': 'ada@example.org', ...attributes });
  await element.connect();
  element.session.show({ state: 'connected', ...change });
  await element.updateComplete;
  return { element, session: element.session };
}

/** For `afterEach`. Waits until the elements have let go of what they held. */
export async function removeAll(): Promise<void> {
  for (const element of staged) element.remove();
  staged.clear();
  await nextTask();
  await nextTask();
}

/** A later task of the event loop. Not a frame: those stop in a page that is not in front. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** The visible control of this role and accessible name, or `undefined`. */
export function find(element: Element, role: keyof typeof SELECTORS, name: string): HTMLElement | undefined {
  const all = element.shadowRoot?.querySelectorAll<HTMLElement>(SELECTORS[role]) ?? [];
  return [...all].find((found) => found.getClientRects().length > 0 && nameOf(found) === name);
}

/** Like `find`, for what must be there. */
export function get(element: Element, role: keyof typeof SELECTORS, name: string): HTMLElement {
  const found = find(element, role, name);
  if (found === undefined) throw new Error(`There is no ${role} “${name}”: ${textOf(element)}`);
  return found;
}

/** Everything that can be read in the element's shadow tree. */
export function textOf(element: Element): string {
  return element.shadowRoot?.querySelector<HTMLElement>('section')?.innerText ?? '';
}

const SELECTORS = {
  button: 'button',
  textbox: 'input, textarea',
  log: '[role=log]',
  region: 'section[aria-label]',
  alert: '[role=alert]',
  list: 'ul',
} as const;

function nameOf(element: HTMLElement): string {
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
  return (element.getAttribute('aria-label') ?? label ?? element.textContent).trim().replaceAll(/\s+/g, ' ');
}
