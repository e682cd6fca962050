/** One answer as a model wrote it: what arrived, and when after the turn was sent. */
export interface TokenStream {
  readonly tokens: readonly (readonly [atMs: number, text: string])[];
  /** What it should be cut into. */
  readonly sentences: readonly string[];
  readonly profile: SpeechProfile;
}

export interface SpeechProfile {
  /** From the request's arrival to the first byte. */
  readonly ttsTtfb: number;
  /** Seconds of synthesis per second of sound. */
  readonly rtf: number;
  readonly rtt: number;
  /** Characters spoken per second. */
  readonly cps: number;
}

export interface SpeechRun {
  /** Where the synthesiser answers, with the profile in its path. */
  readonly server: string;
  readonly tokens: TokenStream['tokens'];
  /** Milliseconds after the turn was sent; the answer is interrupted there. */
  readonly interruptAtMs?: number;
}

/** Times are milliseconds after the turn was sent, taken at a tap before the destination. */
export interface SpeechResult {
  /** When the browser saw the first byte of the first answer of the synthesiser. */
  readonly firstByteMs: number;
  readonly firstAudibleMs: number;
  readonly lastAudibleMs: number;
  /** Every silence longer than 10 ms between the first and the last audible sample. */
  readonly silencesMs: readonly number[];
  /** Sound that was really played, in milliseconds. */
  readonly heardMs: number;
  /** When the interruption was called for. */
  readonly interruptedMs: number | undefined;
  /** The same in epoch milliseconds. */
  readonly interruptedAtMs: number | undefined;
}

/** What the page offers to the benchmark. */
export interface SpeechPage {
  /** The product's own pipeline. */
  speak(run: SpeechRun): Promise<SpeechResult>;
  /** The whole answer in one request, played when it is complete. */
  speakNaively(run: SpeechRun): Promise<SpeechResult>;
}
