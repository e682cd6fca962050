/** BCP 47 in the shape the backend accepts (`server/contract/session.ts`). */
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/;
const LANGUAGE_CHARACTERS = 35;

/** The first candidate that is a language tag, or English. */
export function language(...candidates: readonly (string | null | undefined)[]): string {
  const isTag = (tag: string) => tag.length <= LANGUAGE_CHARACTERS && LANGUAGE.test(tag);
  return candidates.map((tag) => tag?.trim() ?? '').find(isTag) ?? 'en';
}

/** The `lang` that applies to `element`: its own or the nearest one around it, also across shadow roots. */
export function languageAround(element: Element): string | undefined {
  for (let place: Element | undefined = element; place !== undefined; place = hostOf(place)) {
    const found = place.closest('[lang]')?.getAttribute('lang');
    if (found !== null && found !== undefined && found !== '') return found;
  }
  return undefined;
}

function hostOf(element: Element): Element | undefined {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : undefined;
}
