/**
 * Our own element, as a site owner embeds it. What has happened before the click is a setting: `connected`, the
 * element's session is open; `called`, and a call was made and ended; `nothing`, the page has loaded. Where the answer's
 * sound is timed, the visitor types a question some time after the call has begun.
 */
import { asksAfter, QUESTION } from './question.js';
import { setting } from './setting.js';
import { startOnClick } from './start.js';

interface VoiceElement extends HTMLElement {
  connect(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  send(text: string): Promise<void>;
  mute(on: boolean): void;
  interrupt(): void;
}

await loadScript(`${setting('backend')}/nutrina-voice.js`);
await customElements.whenDefined('nutrina-voice');
const element = document.createElement('nutrina-voice');
if (!isVoiceElement(element)) throw new Error('The script has not registered <nutrina-voice>.');
element.setAttribute('server', setting('backend'));
element.setAttribute('identify', 'none');
// By itself it would leave this mode, for the browser's recogniser finds no service here.
if (setting('lastMark') === 'speech') element.setAttribute('mode', 'hybrid');
document.body.append(element);
const before = setting('before');
if (before !== 'nothing') await element.connect();
if (before === 'called') {
  await element.start();
  await element.stop();
}
startOnClick(async () => {
  await element.start();
  if (setting('lastMark') === 'speech') await ask(element);
});

async function ask(voice: VoiceElement): Promise<void> {
  // The browser's false microphone beeps into what is said, which would interrupt it.
  voice.mute(true);
  voice.addEventListener('nutrina-latency', ({ detail }) => {
    window.benchSpeech(detail.firstSentenceToFirstByte);
  });
  // Its figures are told when an answer is over, and more of it than the first byte is of no interest.
  voice.addEventListener('nutrina-speech-start', () => {
    voice.interrupt();
  });
  await asksAfter();
  await voice.send(QUESTION);
}

function loadScript(src: string): Promise<void> {
  const script = document.createElement('script');
  script.type = 'module';
  script.src = src;
  return new Promise((resolve, reject) => {
    script.addEventListener('load', () => {
      resolve();
    });
    script.addEventListener('error', () => {
      reject(new Error(`${src} could not be loaded.`));
    });
    document.head.append(script);
  });
}

function isVoiceElement(candidate: HTMLElement): candidate is VoiceElement {
  return 'connect' in candidate && 'start' in candidate;
}
