import { HttpError } from './http-error.js';

interface ModelFact {
  readonly id: string;
  readonly kind: 'realtime' | 'speech' | 'transcription';
  /** ISO date on which OpenAI ends it; `null` when nothing is announced. */
  readonly shutdownDate: string | null;
}

export const DEFAULT_REALTIME_MODEL = 'gpt-realtime-2.1';
/** 2025-08-28, when Realtime became generally available; the peer needs some date. */
const CREATED_AT = 1_756_339_200;

/** Dates as announced by 2026-11-13 (docstrings of openai 7.57). */
const MODELS: readonly ModelFact[] = [
  { id: 'gpt-realtime-2.1', kind: 'realtime', shutdownDate: null },
  { id: 'gpt-realtime-2.1-mini', kind: 'realtime', shutdownDate: null },
  { id: 'gpt-realtime-2', kind: 'realtime', shutdownDate: null },
  { id: 'gpt-realtime-1.5', kind: 'realtime', shutdownDate: null },
  { id: 'gpt-realtime', kind: 'realtime', shutdownDate: '2027-01-20' },
  { id: 'gpt-realtime-2025-08-28', kind: 'realtime', shutdownDate: '2027-01-20' },
  { id: 'gpt-realtime-mini', kind: 'realtime', shutdownDate: '2027-01-20' },
  { id: 'gpt-realtime-mini-2025-12-15', kind: 'realtime', shutdownDate: '2027-01-20' },
  { id: 'tts-1', kind: 'speech', shutdownDate: '2027-01-06' },
  { id: 'tts-1-hd', kind: 'speech', shutdownDate: '2027-01-06' },
  { id: 'gpt-4o-mini-tts', kind: 'speech', shutdownDate: '2027-01-06' },
  { id: 'gpt-4o-mini-tts-2025-12-15', kind: 'speech', shutdownDate: '2027-01-06' },
  { id: 'gpt-realtime-whisper', kind: 'transcription', shutdownDate: null },
  { id: 'whisper-1', kind: 'transcription', shutdownDate: '2027-02-26' },
  { id: 'gpt-4o-mini-transcribe', kind: 'transcription', shutdownDate: '2027-02-26' },
];

/** Ended families: asking for them fails as for a model that never was. */
const RETIRED = /^gpt-4o(?:-mini)?-realtime-preview|^gpt-realtime-mini-2025-10-06$/;

function modelObject(model: ModelFact) {
  return {
    id: model.id,
    object: 'model',
    created: CREATED_AT,
    owned_by: 'system',
    shutdown_date: model.shutdownDate,
  };
}

export function modelList() {
  return { object: 'list', data: MODELS.map(modelObject) };
}

/** @throws HttpError 404 */
export function modelById(id: string) {
  const model = MODELS.find((candidate) => candidate.id === id);
  if (model === undefined) throw unknownModel(id);
  return modelObject(model);
}

/**
 * @throws HttpError 400 for a model that has been shut down, and for one that is no realtime model.
 *   Dates in the future do not matter: it still answers today.
 */
export function requireRealtimeModel(id: string): void {
  if (MODELS.some((model) => model.id === id && model.kind === 'realtime')) return;
  const message = RETIRED.test(id)
    ? `The model \`${id}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`
    : `Model "${id}" is not supported in realtime mode.`;
  throw new HttpError(400, message, {
    code: RETIRED.test(id) ? 'model_not_found' : 'invalid_model',
    param: 'session.model',
  });
}

/** @throws HttpError 404 when it is no speech model. */
export function requireSpeechModel(id: string): void {
  if (MODELS.some((model) => model.id === id && model.kind === 'speech')) return;
  throw unknownModel(id);
}

function unknownModel(id: string): HttpError {
  return new HttpError(404, `The model \`${id}\` does not exist or you do not have access to it.`, {
    code: 'model_not_found',
    param: 'model',
  });
}
