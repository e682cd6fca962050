/**
 * Our own element, as a site owner embeds it. What has happened before the click is a setting: `connected`, the
 * element's session is open; `called`, and a call was made and ended; `nothing`, the page has loaded.
 */
import { setting } from './setting.js';
import { startOnClick } from './start.js';

interface VoiceElement extends HTMLElement {
  connect(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

await loadScript(`${setting('backend')}/nutrina-voice.js`);
await customElements.whenDefined('nutrina-voice');
const element = document.createElement('nutrina-voice');
if (!isVoiceElement(element)) throw new Error('The script has not registered <nutrina-voice>.');
element.setAttribute('server', setting('backend'));
element.setAttribute('identify', 'none');
document.body.append(element);
const before = setting('before');
if (before !== 'nothing') await element.connect();
if (before === 'called') {
  await element.start();
  await element.stop();
}
startOnClick(() => element.start());

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
