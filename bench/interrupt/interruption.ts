/** What happened in the page when an answer was interrupted. Times are epoch milliseconds. */
export interface Interruption {
  /** The click, the call, or the look at the microphone that made the product interrupt itself. */
  readonly atMs: number;
  /** When the page was told: `nutrina-interrupt`. */
  readonly toldAtMs: number;
  /** The last audible sample at the tap before the destination. */
  readonly lastAudibleAtMs: number;
  /** When the visitor's first loud sample was handed to the microphone, if one was. */
  readonly spokeAtMs: number | undefined;
}

/** What the page offers to the benchmark. */
export interface InterruptPage {
  /** Begins the call; resolves when the tap stands before the destination. */
  open(): Promise<void>;
  /** Asks; resolves when the answer has become audible. */
  ask(question: string): Promise<void>;
  /** Calls the element's method. */
  callMethod(): void;
  /** Says 24 kHz mono 16-bit PCM (base64) into the microphone; resolves when it was said. */
  speakUp(words: string): Promise<void>;
  /** What became of it; nothing where the product did not interrupt itself in time. */
  outcome(): Promise<Interruption | undefined>;
}

/** How the answer is cut short on the page. */
export type WayOfVisitor = 'button' | 'method' | 'onset';
