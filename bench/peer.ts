import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OraclePage } from '../demo/realtime-peer/oracle/browser.js';
import { mintKey } from '../demo/realtime-peer/oracle/mint.js';
import type { OpenAiPage } from '../demo/realtime-peer/oracle/page/openai-webrtc.js';
import {
  askAloud,
  median,
  SPOKEN_SESSION,
  wordErrorRate,
} from '../demo/realtime-peer/oracle/spoken-questions.js';
import { SENTENCES } from '../demo/realtime-peer/oracle/speech.js';
import { createVoice, type Voice } from '../demo/realtime-peer/speech/voice.js';
import { PeerClient } from '../demo/realtime-peer/testing/peer-client.js';
import { packetsOf, TalkingClient } from './peer/talking-client.js';
import { BenchSkipped, type BenchOptions, type Report } from './report.js';

const CALLS = 20;

/** Clients that connect at the same time: one alone would measure the waiting of its own handshakes. */
const LANES = 10;
const PEER_MAIN = fileURLToPath(new URL('../demo/realtime-peer/main.ts', import.meta.url));

/** Twenty people do not stop speaking in the same moment. All answers overlap all the same. */
const BETWEEN_QUESTIONS_MS = 250;

/** Memory that is about to be freed is no need of a call's: let it settle before reading. */
const SETTLE_MS = 2000;

/** How many calls the local peer makes a second, what each costs, and how well and how fast it listens. */
export async function peer(report: Report, options: BenchOptions): Promise<void> {
  if (process.platform !== 'linux') {
    throw new BenchSkipped('Memory of the peer is read from /proc, which only Linux has.');
  }
  const voice = await createVoice();
  try {
    await withPeer((running) => connects(running, report, options.quick ? 20 : 200));
    await withPeer((running) => memory(running, voice, report));
    await withPeer((running) => conversation(running, voice, report));
  } finally {
    await voice.close();
  }
}

interface RunningPeer {
  readonly url: string;
  /** Resident memory, in MB of 1,000,000 bytes. */
  memoryMb(): Promise<number>;
}

/** The peer as its own process, so that the figures are not those of the clients here. */
async function withPeer(use: (peer: RunningPeer) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['--import=tsx', PEER_MAIN], {
    env: { ...process.env, REALTIME_PEER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const url = await readyUrl(child);
    await use({ url, memoryMb: () => residentMb(child) });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function readyUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The peer has no stdout.');
  for await (const line of createInterface(child.stdout)) {
    const url = /ready: (\S+)/.exec(line)?.[1];
    if (url !== undefined) return url.replace('localhost', '127.0.0.1');
  }
  throw new Error('The peer ended before it was ready.');
}

async function residentMb(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  const kibibytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error('The peer has no resident memory.');
  return (Number(kibibytes) * 1024) / 1e6;
}

/** Key, offer, answer, ICE, DTLS, channel, `session.created`: each hung up before its client's next. */
async function connects({ url }: RunningPeer, report: Report, runs: number): Promise<void> {
  const one = async (): Promise<void> => (await PeerClient.connect({ url })).close();
  await one();
  const begunAtMs = performance.now();
  const lane = async (): Promise<void> => {
    for (let run = 0; run < runs / LANES; run += 1) await one();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - begunAtMs) / 1000;
  report({
    name: 'peer.connects-per-second',
    value: runs / seconds,
    unit: '1/s',
    runs,
    lanes: LANES,
  });
}

async function memory(running: RunningPeer, voice: Voice, report: Report): Promise<void> {
  // The first call loads code that all share.
  (await PeerClient.connect({ url: running.url })).close();
  await pause(SETTLE_MS);
  const baseMb = await running.memoryMb();
  const calls: PeerClient[] = [];
  for (let call = 0; call < CALLS; call += 1) {
    calls.push(await PeerClient.connect({ url: running.url, session: SPOKEN_SESSION }));
  }
  await pause(SETTLE_MS);
  const idleMb = (await running.memoryMb()) - baseMb;
  report({ name: 'peer.idle-call-memory', value: idleMb / CALLS, unit: 'MB', calls: CALLS, baseMb });
  const [first, ...others] = calls.map((client) => new TalkingClient(client));
  const question = await packetsOf(voice, SENTENCES[0]?.text ?? '');
  await first?.ask(question);
  await pause(SETTLE_MS);
  const oneMb = (await running.memoryMb()) - baseMb;
  const asking = others.map(async (client, index) => {
    await pause(index * BETWEEN_QUESTIONS_MS);
    await client.ask(question);
  });
  await Promise.all(asking);
  const talkingMb = (await running.memoryMb()) - baseMb;
  report({
    name: 'peer.talking-call-memory',
    value: talkingMb / CALLS,
    unit: 'MB',
    calls: CALLS,
    // Models and voice come with the first call that speaks; this is what each further one adds.
    perFurtherCallMb: (talkingMb - oneMb) / (CALLS - 1),
    withModelsMb: oneMb,
  });
  for (const client of calls) client.close();
}

async function conversation({ url }: RunningPeer, voice: Voice, report: Report): Promise<void> {
  const page = await OraclePage.open<OpenAiPage>('openai-webrtc');
  try {
    await page.call('connect', { url: `${url}/realtime/calls`, key: await mintKey(url, SPOKEN_SESSION) });
    const questions = await askAloud(page, voice);
    const answerMs = questions.map(({ stoppedToAnswerMs }) => stoppedToAnswerMs);
    report({
      name: 'peer.speech-stopped-to-answer',
      value: median(answerMs),
      unit: 'ms',
      runs: answerMs.length,
      min: Math.min(...answerMs),
      max: Math.max(...answerMs),
    });
    report({
      name: 'peer.word-error-rate',
      value: wordErrorRate(questions),
      unit: 'ratio',
      sentences: questions.length,
      words: questions.reduce((sum, { words }) => sum + words, 0),
    });
  } finally {
    await page.close();
  }
}
