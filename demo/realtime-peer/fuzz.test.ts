import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';

import { seededRandom } from './conversation/ids.js';
import { startRealtimePeer } from './peer.js';
import { fuzzConversation } from './testing/fuzz-run.js';
import { offerWithoutCandidates } from './testing/offer.js';
import { toneVoice } from './testing/tone-voice.js';

test('10,000 fuzzed client events: no crash, every answer well formed, every response ended, no timer left', () => {
  const result = fuzzConversation(10_000, 42);
  assert.equal(result.received, 10_000);
  assert.equal(result.timersLeft, 0);
  assert.equal(result.endless, 0);
  assert.ok(result.responses > 100 && result.errors > 1000, JSON.stringify(result));
});

test('2,000 malformed HTTP requests: no crash, no leaked call, and a good one still works', async () => {
  const peer = await startRealtimePeer({ speech: null, voice: toneVoice() });
  const random = seededRandom(3);
  const offer = await offerWithoutCandidates();
  const key = await mint(peer.url);
  for (let round = 0; round < 250; round++) {
    await Promise.all(Array.from({ length: 8 }, () => sendRaw(peer.port, malformed({ random, offer, key }))));
  }
  assert.equal(peer.calls.size, 0);
  assert.match(await mint(peer.url), /^ek_/);
  await peer.close();
});

async function mint(url: string): Promise<string> {
  const headers = { authorization: 'Bearer sk-fuzz' };
  const response = await fetch(`${url}/realtime/client_secrets`, { method: 'POST', headers });
  return ((await response.json()) as { value: string }).value;
}

interface Material {
  readonly random: () => number;
  readonly offer: string;
  readonly key: string;
}

/** A request that is wrong somewhere: in its first line, its headers, its body or its offer. */
function malformed({ random, offer, key }: Material): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const path = pick([
    '/v1/realtime/calls',
    '/v1/realtime/client_secrets',
    '/v1/audio/speech',
    '/v1/realtime/calls/%E0%A4%A/hangup',
    '/../..',
    'nonsense',
  ]);
  const type = pick([
    'application/sdp',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'application/json',
    '',
  ]);
  const broken = breakText(offer, random);
  const body = pick([
    broken,
    '{"session":',
    '[]',
    'null',
    `--x\r\nContent-Disposition: form-data; name="sdp"\r\n\r\n${broken}\r\n--x--\r\n`,
    '\u0000\uFFFF',
  ]);
  const authorization = pick([`Bearer ${key}`, 'Bearer sk-fuzz', 'Basic x', '']);
  const length = pick([Buffer.byteLength(body), 0, 3]);
  const head = [
    `${pick(['POST', 'GET', 'DELETE', 'BREW'])} ${path} HTTP/1.1`,
    'Host: peer',
    'Connection: close',
    `Content-Type: ${type}`,
    `Authorization: ${authorization}`,
    `Content-Length: ${length}`,
  ];
  if (random() < 0.05) head.push('No colon here');
  return `${head.join('\r\n')}\r\n\r\n${body.slice(0, length)}`;
}

/** An offer that no longer is one. */
function breakText(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  switch (Math.floor(random() * 4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.replaceAll(/a=(?:fingerprint|ice-pwd).*\r\n/g, '');
    case 2:
      return `x${text}`;
    default:
      return text.replace(/opus/g, String.fromCharCode(32 + Math.floor(random() * 90)));
  }
}

async function sendRaw(port: number, request: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(request));
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}
