import type { BrowserSessionOptions } from '../../controllers/load-session.js';
import { VoiceError } from '../../session/errors.js';
import type { SessionOptions } from '../../session/snapshot.js';
import { pageEmail, type Choice } from '../options.js';
import { serverAddress } from './server-address.js';

/** What the element knows when a session wants to know. */
export interface OptionSources {
  readonly mode: Choice<'mode'>;
  readonly link: Choice<'link'>;
  readonly microphone: Choice<'microphone'>;
  readonly pushToTalk: boolean;
  readonly identify: Choice<'identify'>;
  readonly lang: string;
  /** The attribute `user-email`; counts before what the visitor entered. */
  readonly userEmail: string | null;
  readonly enteredEmail: string;
  /** The attribute, or the build's own default. */
  readonly server: string | undefined;
  /** What a relative `server` counts from: the document's address. */
  readonly base: string;
}

/** The backend's address, where there is a usable one. */
export function addressOf({ server, base }: OptionSources): string | undefined {
  return server === undefined || server.trim() === '' ? undefined : serverAddress(server, base);
}

export function sessionOptions(sources: OptionSources): SessionOptions {
  const { mode, link, microphone, pushToTalk, lang } = sources;
  const email = pageEmail(sources.userEmail) ?? sources.enteredEmail;
  return { mode, link, microphone, pushToTalk, lang, ...(email === '' ? {} : { email }) };
}

/**
 * Options good enough to open a session with.
 *
 * @throws VoiceError `config-invalid` without a usable `server`, `identity-required` without a wanted e-mail.
 */
export function openingOptions(sources: OptionSources): BrowserSessionOptions {
  const address = addressOf(sources);
  if (address === undefined) {
    // A password that was written into it is not repeated where pages log it.
    const given = sources.server?.trim().replace(/\/\/.*@/, '//…@');
    const tag = given ? `<nutrina-voice server="${given}">` : '<nutrina-voice>';
    throw new VoiceError('config-invalid', `${tag} needs server="https://…", its backend’s address.`);
  }
  const options = sessionOptions(sources);
  if (sources.identify === 'email' && options.email === undefined) {
    throw new VoiceError(
      'identity-required',
      'Set user-email or identify="none", or let the visitor connect.',
    );
  }
  return { server: address, ...options };
}
