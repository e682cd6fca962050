/** A visitor with a mouth and ears: speaks real sound into the page’s microphone, and says whether it sounds. */
import assert from 'node:assert/strict';
import type { Browser } from 'puppeteer-core';
import { pcmBase64 } from '../realtime-peer/oracle/speech.js';
import { VOICE_RATE_HZ, type Voice } from '../realtime-peer/speech/voice.js';
import { installAcousticEcho } from './page/acoustic-echo.js';
import { installInstruments } from './page/instruments.js';
import { installSpokenMicrophone } from './page/spoken-microphone.js';
import { visit, type Visitor } from './visitor.js';

export interface SpeakingVisitor extends Visitor {
  /** Resolves when the last sample has gone into the microphone. */
  say(text: string): Promise<void>;
  /** Says nothing for so long, by the microphone’s own clock. */
  pause(lengthMs: number): Promise<void>;
  /** Waits until the page has sounded, or been silent, for a fifth of a second. */
  hear(wanted: 'sound' | 'silence'): Promise<void>;
  /** Energy of all the sound that the newest peer connection took in (W3C WebRTC statistics, full scale² × s). */
  energySent(): Promise<number>;
  /** The log, a line for each entry. */
  lines(): Promise<readonly string[]>;
  /** Ends everything, and fails when something stayed open or was complained about. */
  assertNothingLeft(): Promise<void>;
}

export interface SpeakingOptions {
  readonly voice: Voice;
  /** How much of what the page plays comes back through the microphone; 0 (default) with headphones. */
  readonly echo?: number;
}

/** −30 dB of full scale: somebody speaks. */
const AUDIBLE_RMS = 0.03;
/** −50 dB: nobody is heard. */
const SILENT_RMS = 0.003;

export async function visitSpeaking(
  browser: Browser,
  url: string,
  { voice, echo = 0 }: SpeakingOptions,
): Promise<SpeakingVisitor> {
  const visitor = await visit(browser, url, {
    steady: true,
    prepare: async (page) => {
      // Before the instruments: what belongs to the visitor is not counted as ours.
      await page.evaluateOnNewDocument(installSpokenMicrophone);
      if (echo > 0) await page.evaluateOnNewDocument(installAcousticEcho, echo);
      await page.evaluateOnNewDocument(installInstruments);
    },
  });
  const { page } = visitor;
  const play = (pcm: string): Promise<void> => page.evaluate((base64) => window.microphone.say(base64), pcm);
  return {
    ...visitor,
    say: async (text) => play(await pcmBase64(voice, text)),
    pause: (lengthMs) =>
      play(Buffer.alloc(2 * Math.round((VOICE_RATE_HZ * lengthMs) / 1000)).toString('base64')),
    hear: async (wanted) => {
      const [least, most] = wanted === 'sound' ? [AUDIBLE_RMS, 1] : [0, SILENT_RMS];
      const isHeard = (from: number, to: number): boolean => {
        const { rms } = window.instruments.level(200);
        return rms >= from && rms <= to;
      };
      await page.waitForFunction(isHeard, {}, least, most);
    },
    energySent: () =>
      page.evaluate(async () => {
        const report = await window.instruments.peerConnections.at(-1)?.getStats();
        const sources = [...(report?.values() ?? [])] as { type: string; totalAudioEnergy?: number }[];
        return sources.find(({ type }) => type === 'media-source')?.totalAudioEnergy ?? 0;
      }),
    lines: async () =>
      (await visitor.transcript()).map(({ role, status, text }) => `${role} ${status}: ${text}`),
    assertNothingLeft: async () => {
      await page.evaluate(() => document.querySelector('nutrina-voice')?.disconnect());
      const { peerConnections, tracks, audioContexts, timers } = await visitor.open();
      const none = { peerConnections: 0, tracks: 0, audioContexts: 0, timers: 0 };
      assert.deepEqual({ peerConnections, tracks, audioContexts, timers }, none);
      assert.deepEqual(visitor.complaints, []);
    },
  };
}
