/** A call in the mode `speech`, and how long speech lasts in it. */
import type { SessionOptions } from '../session/snapshot.js';
import { Conversation } from './conversation.js';
import { sessionReply } from './scripted-api.js';

const ALL_MODES = sessionReply({ modes: ['hybrid', 'speech', 'text'], turnDetection: 'semantic_vad' });

export async function inSpeech(
  options: Partial<SessionOptions> = {},
  prepare: (talk: Conversation) => void = () => undefined,
): Promise<Conversation> {
  const talk = new Conversation({ mode: 'speech', ...options });
  prepare(talk);
  talk.api.expectOpen(() => Promise.resolve(ALL_MODES)).expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  return talk;
}

/** Usual speech: 15 characters a second. */
export const msOf = (text: string): number => (text.length / 15) * 1000 + 40;

/** An answer, heard to its end. */
export async function answerAloud({ peer, remoteAudio }: Conversation, words: string): Promise<void> {
  peer.says(words);
  peer.finish();
  await remoteAudio.sounds(msOf(words));
  peer.fallsSilent();
  await remoteAudio.sounds(200, 0);
}
