import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** Where browsers of the Chromium family usually live, most likely first. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where Firefox usually lives, most likely first. */
const USUAL_FIREFOX_PLACES = [
  '/usr/bin/firefox',
  '/usr/bin/firefox-esr',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  'C:\\Program Files (x86)\\Mozilla Firefox\\firefox.exe',
];

/** As `BROWSER_FLAGS`, for Firefox: a fake microphone without a permission prompt, sound without a gesture. */
export const FIREFOX_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
} as const satisfies Readonly<Record<string, unknown>>;

/**
 * What every automated browser of ours is started with: no talk with the outside, a fake microphone without a
 * permission prompt, sound without a gesture only where a test asks for it.
 */
export const BROWSER_FLAGS: readonly string[] = [
  '--no-first-run',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // Chromium refuses its sandbox to root, which is what containers run as.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * Finds a browser: `CHROME_PATH`, then the usual places, then Debian's `chromium` where apt and root allow.
 *
 * @throws an Error whose message says what to install.
 */
export function findBrowser(): string {
  return askedFor('CHROME_PATH') ?? USUAL_PLACES.find(isExecutable) ?? installFromDebian();
}

/**
 * Finds Firefox: `FIREFOX_PATH`, then the usual places.
 *
 * @throws an Error whose message says what to install.
 */
export function findFirefox(): string {
  const found = askedFor('FIREFOX_PATH') ?? USUAL_FIREFOX_PLACES.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    'No Firefox was found. Install one (Debian: apt-get install firefox-esr) or set FIREFOX_PATH to it.',
  );
}

function askedFor(variable: string): string | undefined {
  const asked = process.env[variable];
  if (asked === undefined || asked === '') return undefined;
  if (!isExecutable(asked)) throw new Error(`${variable}=${asked} is not a program that can be run.`);
  return asked;
}

function installFromDebian(): string {
  const help =
    'No Chromium or Chrome was found. Install one (Debian: apt-get install chromium) or set CHROME_PATH to it.';
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
    throw new Error(help);
  }
  console.error('No browser found: installing Debian’s chromium …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update'],
    ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
  ]) {
    const { status } = spawnSync('apt-get', ['-qq', ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed. ${help}`);
  }
  const found = USUAL_PLACES.find(isExecutable);
  if (found === undefined) throw new Error(help);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
