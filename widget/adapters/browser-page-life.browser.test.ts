import { assert } from '@open-wc/testing';
import { browserPageLife } from './browser-page-life.js';

/** What is heard of `page` until `end()`. */
function hear(): { readonly heard: readonly string[]; readonly end: () => void } {
  const heard: string[] = [];
  const listening = new AbortController();
  browserPageLife.onEvent(({ type }) => heard.push(type), listening.signal);
  return { heard, end: () => listening.abort() };
}

/** Puts another value in the place of a property of the document or the navigator. */
function pretend(target: object, name: string, value: unknown): () => void {
  Object.defineProperty(target, name, { configurable: true, get: () => value });
  return () => Reflect.deleteProperty(target, name);
}

describe('the life of the page', () => {
  it('is told in the words of the session', () => {
    const { heard, end } = hear();
    window.dispatchEvent(new Event('offline'));
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('freeze'));
    document.dispatchEvent(new Event('resume'));
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    end();
    assert.deepEqual(heard, ['offline', 'online', 'frozen', 'resumed', 'leaving', 'restored']);
  });

  it('says whether the visitor can see it', () => {
    const { heard, end } = hear();
    for (const hidden of [true, false]) {
      const undo = pretend(document, 'hidden', hidden);
      document.dispatchEvent(new Event('visibilitychange'));
      undo();
    }
    end();
    assert.deepEqual(heard, ['hidden', 'visible']);
  });

  it('restores nothing when it is loaded for the first time', () => {
    const { heard, end } = hear();
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    end();
    assert.deepEqual(heard, []);
  });

  it('is told to nobody once the signal has aborted', () => {
    const { heard, end } = hear();
    end();
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    assert.deepEqual(heard, []);
  });

  it('knows whether the browser has a network', () => {
    const undo = pretend(navigator, 'onLine', false);
    assert.equal(browserPageLife.online, false);
    undo();
    assert.equal(browserPageLife.online, true);
  });
});
