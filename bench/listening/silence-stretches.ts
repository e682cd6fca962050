import { HESITATION_MS } from '../../widget/session/endpointer.js';
import { PhraseMelody } from '../../widget/session/phrase-melody.js';
import { SilenceMeter } from '../../widget/session/silence-meter.js';
import type { HeardTurn } from './heard-turns.js';
import { LEVEL_EVERY_MS } from './microphone-signal.js';

/** What an endpointer knows for a while of a silence. */
export interface Standing {
  /** What was heard of the turn so far. */
  readonly text: string;
  /** Whether that came after the voice had ended. */
  readonly confirmed: boolean;
  /** From and until when, counted from the end of the voice. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A silence on the microphone with words before it. */
export interface Stretch {
  /** Whether the visitor has nothing to add. */
  readonly endsTurn: boolean;
  /** When the microphone's last voice was, counted from the end of the turn's last word. */
  readonly voiceEndMs: number;
  /** How often the visitor has paused in the turn before. */
  readonly hesitations: number;
  /** How high the voice ended: see {@link PhraseMelody.heightAt}. */
  readonly endHeight: number | undefined;
  /** In the order of time; never empty. */
  readonly standings: readonly Standing[];
}

type MeasuredTurn = Pick<HeardTurn, 'levels' | 'pitches' | 'interims' | 'lastWordEndMs'>;

/** Nothing is committed in a shorter silence. */
const SHORTEST_MS = 200;

/** The meter takes a voice for over up to so long before its last phone is: it fades. */
const FADED_MS = 150;

/** Cuts a turn where its microphone was silent, up to the silence that ends it. */
export function stretchesOf(turn: MeasuredTurn): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let openAtMs: number | undefined;
  let standings: Standing[] = [];
  for (const { voiceAtMs, silentMs, text, confirmed, hesitations, endHeight } of silentMoments(turn)) {
    const now = { text, confirmed, fromMs: silentMs, toMs: silentMs };
    const last = standings.at(-1);
    if (voiceAtMs !== openAtMs) {
      if (stretches.at(-1)?.endsTurn === true) break;
      openAtMs = voiceAtMs;
      standings = [now];
      const voiceEndMs = voiceAtMs - turn.lastWordEndMs;
      stretches.push({ endsTurn: voiceEndMs > -FADED_MS, voiceEndMs, hesitations, endHeight, standings });
    } else if (last?.text === text && last.confirmed === confirmed) {
      standings[standings.length - 1] = { ...last, toMs: silentMs };
    } else {
      standings.push(now);
    }
  }
  return stretches;
}

interface SilentMoment {
  readonly voiceAtMs: number;
  readonly silentMs: number;
  readonly text: string;
  readonly confirmed: boolean;
  readonly hesitations: number;
  readonly endHeight: number | undefined;
}

/** The loudness reports at which the endpointer might commit, and what it knows by then. */
function* silentMoments({ levels, pitches, interims }: MeasuredTurn): Generator<SilentMoment> {
  const meter = new SilenceMeter();
  const melody = new PhraseMelody();
  const texts = new Map(interims);
  let text = '';
  let resultAtMs = 0;
  let hesitations = 0;
  for (const [index, level] of levels.entries()) {
    const atMs = (index + 1) * LEVEL_EVERY_MS;
    const heard = texts.get(atMs) ?? '';
    // A recogniser that loses an utterance for a moment reports nothing, rather than that nothing was said.
    if (heard !== '') [text, resultAtMs] = [heard, atMs];
    const before = meter.lastVoiceAtMs;
    if (meter.level(level, atMs)) {
      if (atMs - (before ?? atMs) > HESITATION_MS) hesitations += 1;
      const pitchHz = pitches[index] ?? 0;
      if (pitchHz > 0) melody.note(pitchHz, atMs);
    }
    const voiceAtMs = meter.lastVoiceAtMs;
    if (voiceAtMs === undefined || text === '' || meter.isRising) continue;
    const silentMs = atMs - voiceAtMs;
    if (silentMs < SHORTEST_MS) continue;
    const endHeight = melody.heightAt(voiceAtMs);
    yield { voiceAtMs, silentMs, text, confirmed: resultAtMs > voiceAtMs, hesitations, endHeight };
  }
}
