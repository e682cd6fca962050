/** Gives the session, and nobody else, the outbox that forgets. */
import { register } from 'node:module';

const hooks = `
  const FORGETFUL = ${JSON.stringify(new URL('./forgetful-outbox.js', import.meta.url).href)};
  export function resolve(specifier, context, next) {
    const isAskedBySession = /[/]widget[/]session[/][^/]+$/.test(context.parentURL ?? '');
    return next(isAskedBySession && specifier === './outbox.js' ? FORGETFUL : specifier, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
