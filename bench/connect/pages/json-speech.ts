/**
 * The naive way to a sentence's sound: JSON to the backend, with the session's token in a header.
 */
import { openSession } from './mint.js';
import { asksAfter } from './question.js';
import { setting } from './setting.js';
import { startOnClick } from './start.js';

startOnClick(async () => {
  const { token } = await openSession();
  await asksAfter();
  const startedAt = performance.now();
  const response = await fetch(`${setting('backend')}/api/realtime/tts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ text: 'Oatmeal with berries is a good breakfast.', format: 'pcm' }),
  });
  const sound = response.body?.getReader();
  await sound?.read();
  window.benchSpeech(performance.now() - startedAt);
  await sound?.cancel();
});
