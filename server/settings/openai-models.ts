interface Retirement {
  /** ISO date on which OpenAI shut the model down, or will. */
  readonly shutdown: string;
  readonly successor: string;
}

const PREVIEW: Retirement = { shutdown: '2026-05-07', successor: 'gpt-realtime-2.1' };
const PREVIEW_MINI: Retirement = { shutdown: '2026-05-07', successor: 'gpt-realtime-2.1-mini' };
const FIRST_GA: Retirement = { shutdown: '2027-01-20', successor: 'gpt-realtime-2.1' };
const FIRST_GA_MINI: Retirement = { shutdown: '2027-01-20', successor: 'gpt-realtime-2.1-mini' };
const TRANSCRIBE: Retirement = { shutdown: '2027-02-26', successor: 'gpt-realtime-whisper' };

/**
 * OpenAI still mints keys for some dead models and refuses only the call, so the visitor would meet the failure.
 * Dates: OpenAI deprecations, and the docstrings of the `openai` package 7.57.0.
 */
const RETIREMENTS: ReadonlyMap<string, Retirement> = new Map([
  ['gpt-4o-realtime-preview-2024-10-01', { ...PREVIEW, shutdown: '2025-10-10' }],
  ['gpt-4o-realtime-preview', PREVIEW],
  ['gpt-4o-realtime-preview-2024-12-17', PREVIEW],
  ['gpt-4o-realtime-preview-2025-06-03', PREVIEW],
  ['gpt-4o-mini-realtime-preview', PREVIEW_MINI],
  ['gpt-4o-mini-realtime-preview-2024-12-17', { ...PREVIEW_MINI, shutdown: '2026-07-23' }],
  ['gpt-realtime-mini-2025-10-06', { ...PREVIEW_MINI, shutdown: '2026-07-23' }],
  ['gpt-realtime', FIRST_GA],
  ['gpt-realtime-2025-08-28', FIRST_GA],
  ['gpt-realtime-mini', FIRST_GA_MINI],
  ['gpt-realtime-mini-2025-12-15', FIRST_GA_MINI],
  ['gpt-audio-mini', FIRST_GA_MINI],
  ['gpt-audio-mini-2025-10-06', FIRST_GA_MINI],
  ['gpt-audio-mini-2025-12-15', FIRST_GA_MINI],
  ['whisper-1', TRANSCRIBE],
  ['gpt-4o-transcribe', TRANSCRIBE],
  ['gpt-4o-mini-transcribe', TRANSCRIBE],
]);

/** Every model of OpenAI's `/audio/speech` ends on this day, and no other takes their place there. */
export const OPENAI_SPEECH_SHUTDOWN = '2027-01-06';

export type ModelState =
  | { readonly state: 'alive' }
  | ({ readonly state: 'ending'; readonly daysLeft: number } & Retirement)
  | ({ readonly state: 'gone' } & Retirement);

/** @param now milliseconds since the epoch. */
export function modelState(model: string, now: number): ModelState {
  const retirement = RETIREMENTS.get(model);
  if (retirement === undefined) return { state: 'alive' };
  const daysLeft = daysUntil(retirement.shutdown, now);
  return daysLeft > 0 ? { state: 'ending', daysLeft, ...retirement } : { state: 'gone', ...retirement };
}

/** Whole days, rounded up; 0 or less from the day itself on (UTC). */
export function daysUntil(isoDate: string, now: number): number {
  return Math.ceil((Date.parse(`${isoDate}T00:00:00Z`) - now) / 86_400_000);
}

/**
 * Whether names of models mean what OpenAI means by them. Elsewhere they are the owner's own: on Azure a
 * deployment may be called like a model that OpenAI has shut down.
 */
export function isOpenAi(baseUrl: string): boolean {
  return new URL(baseUrl).hostname === 'api.openai.com';
}
