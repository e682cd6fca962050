import type { PageEvent, PageLife } from '../session/ports.js';

/**
 * The life of the page that this script runs in. Neither `unload` nor `beforeunload`: a page that listens to them is
 * not kept for the way back (web.dev/articles/bfcache).
 */
export const browserPageLife: PageLife = {
  get online() {
    return navigator.onLine;
  },

  onEvent(listener, signal) {
    const tell = (
      target: EventTarget,
      name: string,
      meaning: (event: Event) => PageEvent['type'] | undefined,
    ) => {
      const handle = (event: Event): void => {
        const type = meaning(event);
        if (type !== undefined) listener({ type });
      };
      target.addEventListener(name, handle, { signal });
    };
    tell(window, 'offline', () => 'offline');
    tell(window, 'online', () => 'online');
    tell(document, 'visibilitychange', () => (document.hidden ? 'hidden' : 'visible'));
    tell(document, 'freeze', () => 'frozen');
    tell(document, 'resume', () => 'resumed');
    tell(window, 'pagehide', () => 'leaving');
    // Also the end of every first load, which restores nothing.
    tell(window, 'pageshow', (event) =>
      event instanceof PageTransitionEvent && event.persisted ? 'restored' : undefined,
    );
  },
};
