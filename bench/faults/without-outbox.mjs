/** Gives the session, and nobody else, an outbox that forgets, and a replay of what is left. */
import { register } from 'node:module';

const replacements = {
  './outbox.js': new URL('./forgetful-outbox.js', import.meta.url).href,
  './replay.js': new URL('./forgetful-replay.js', import.meta.url).href,
};
const hooks = `
  const replacements = ${JSON.stringify(replacements)};
  export function resolve(specifier, context, next) {
    const isAskedBySession = /[/]widget[/]session[/][^/]+$/.test(context.parentURL ?? '');
    return next((isAskedBySession && replacements[specifier]) || specifier, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
