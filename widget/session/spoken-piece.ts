import { heardLength } from './heard-text.js';
import type { SegmentProgress } from './ports.js';
import { pronounceable, type Pronounceable } from './pronounceable.js';
import type { Piece } from './sentence-splitter.js';

/** 24 kHz, 16 bit, mono (ports: PcmStream). */
export const SAMPLE_RATE_HZ = 24_000;
const BYTES_PER_MS = (SAMPLE_RATE_HZ * 2) / 1000;

/** Where a piece is on its way from text to sound. */
export type PiecePhase =
  | { readonly name: 'waiting' }
  | { readonly name: 'requested'; readonly atMs: number }
  | { readonly name: 'audible'; readonly atMs: number }
  | { readonly name: 'played' };

/** One piece of an answer on its way to the visitor's ear. */
export class SpokenPiece {
  readonly itemId: string;
  readonly start: number;
  readonly end: number;
  readonly segmentId: string;
  readonly spoken: Pronounceable;
  phase: PiecePhase;
  /** When its first byte came, on the session clock. */
  firstByteAtMs: number | undefined;
  arrivedBytes = 0;
  /** Whether all sound there is has arrived, and whether that is all there should be. */
  sound: 'arriving' | 'whole' | 'broken' = 'arriving';

  constructor(piece: Piece, { itemId, segmentId }: { readonly itemId: string; readonly segmentId: string }) {
    this.itemId = itemId;
    this.segmentId = segmentId;
    this.start = piece.start;
    this.end = piece.end;
    this.spoken = pronounceable(piece.text);
    // Signs alone make no sound: they are as good as heard.
    this.phase = { name: this.spoken.text === '' ? 'played' : 'waiting' };
  }

  get arrivedMs(): number {
    return this.arrivedBytes / BYTES_PER_MS;
  }

  /** The end of what has been heard, as an offset into the item's text; `start` where nothing was. */
  heardEnd(progress: SegmentProgress | undefined, charactersPerSecond: number): number {
    if (this.phase.name === 'played' && this.sound !== 'broken') return this.end;
    const samples = this.phase.name === 'played' ? this.arrivedBytes / 2 : (progress?.playedSamples ?? 0);
    const length = heardLength({
      spoken: this.spoken,
      playedSamples: samples,
      totalSamples: this.sound === 'whole' ? this.arrivedBytes / 2 : undefined,
      sampleRateHz: SAMPLE_RATE_HZ,
      charactersPerSecond,
    });
    return this.start + length;
  }
}
