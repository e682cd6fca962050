/** Gives the session, and nobody else, an outbox that forgets, and a replay of what is left. */
import { hookResolution } from '../resolve-hook.mjs';

const replacements = {
  './outbox.js': new URL('./forgetful-outbox.js', import.meta.url).href,
  './replay.js': new URL('./forgetful-replay.js', import.meta.url).href,
};
await hookResolution(`
  const replacements = ${JSON.stringify(replacements)};
  export function resolve(specifier, context, next) {
    const isAskedBySession = /[/]widget[/]session[/][^/]+$/.test(context.parentURL ?? '');
    return next((isAskedBySession && replacements[specifier]) || specifier, context);
  }
`);
