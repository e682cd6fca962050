import type { Clock, Logger, Ports } from '../widget/session/ports.js';
import { sessionReply } from '../widget/testing/scripted-api.js';
import type { ScriptedLink } from '../widget/testing/scripted-link.js';
import { ScriptedPage } from '../widget/testing/scripted-page.js';

/** Ports for a call in the mode `text` over `link`: what such a call has no use for refuses. */
export function textPorts({
  clock,
  link,
  warn,
}: {
  readonly clock: Clock;
  readonly link: ScriptedLink;
  readonly warn: Logger['warn'];
}): Ports {
  let ids = 0;
  const unused = (): never => {
    throw new Error('A text call has no use for this.');
  };
  return {
    clock,
    logger: { debug: () => undefined, warn },
    page: new ScriptedPage(),
    api: {
      open: () => Promise.resolve(sessionReply()),
      renew: unused,
      exchange: () => Promise.resolve('answer'),
      warm: () => undefined,
      close: () => Promise.resolve(),
    },
    link,
    recogniser: { available: false, listen: unused },
    microphone: { open: unused, onAvailable: unused },
    synthesiser: { warm: unused, synthesise: unused },
    decodeSpeech: unused,
    createPlayer: unused,
    loadNativeCall: unused,
    createId: (prefix) => `${prefix}_${++ids}`,
    random: Math.random,
  };
}
