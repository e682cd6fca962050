import { register } from 'node:module';
import type { createVoiceSession } from '../../widget/session/voice-session.js';

const watched = new URL('./watched-transition.js', import.meta.url).href;
/** A session of its own: another benchmark of this process may have loaded the product's. */
const hooks = `
  export async function resolve(specifier, context, next) {
    const from = context.parentURL ?? '';
    if (specifier === './transition.js' && from.endsWith('?watched')) return next(${JSON.stringify(watched)}, context);
    const found = await next(specifier, context);
    const isSession = /[/]bench[/]fuzz[/]watched-session[.]/.test(from) && specifier.endsWith('/voice-session.js');
    return isSession ? { ...found, url: found.url + '?watched' } : found;
  }
`;

/** The product's session, with its state in sight of `lastState`. */
export async function loadWatchedSession(): Promise<typeof createVoiceSession> {
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  const session = await import('../../widget/session/voice-session.js');
  return session.createVoiceSession;
}
