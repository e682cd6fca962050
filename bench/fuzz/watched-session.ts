import type { createVoiceSession } from '../../widget/session/voice-session.js';
import { hookResolution } from '../resolve-hook.mjs';

const watched = new URL('./watched-transition.js', import.meta.url).href;
/** A session of its own: another benchmark of this process may have loaded the product's. */
const hook = `
  export function resolve(specifier, context, next) {
    const from = context.parentURL ?? '';
    if (specifier === './transition.js' && from.endsWith('?watched')) return next(${JSON.stringify(watched)}, context);
    const isSession = /[/]bench[/]fuzz[/]watched-session[.]/.test(from) && specifier.endsWith('/voice-session.js');
    const found = next(specifier, context);
    const watch = (session) => ({ ...session, url: session.url + '?watched' });
    if (!isSession) return found;
    return found instanceof Promise ? found.then(watch) : watch(found);
  }
`;

/** The product's session, with its state in sight of `lastState`. */
export async function loadWatchedSession(): Promise<typeof createVoiceSession> {
  await hookResolution(hook);
  const session = await import('../../widget/session/voice-session.js');
  return session.createVoiceSession;
}
