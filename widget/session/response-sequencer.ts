/**
 * One response at a time. A second `response.create` while one runs is refused by the server
 * (`conversation_already_has_active_response`), and a cancel that crosses the end of its response is refused too
 * (`response_cancel_not_active`): both are races nobody needs to hear about.
 */
import type { ServerEvent } from './protocol/server-events.js';

export type ResponseStage =
  | { readonly status: 'none' }
  /** `response.create` is on its way. */
  | { readonly status: 'requested'; readonly eventId: string }
  | { readonly status: 'active'; readonly responseId: string }
  /** `response.cancel` is on its way; `responseId` is absent when the response was never announced. */
  | {
      readonly status: 'cancelling';
      readonly eventId: string;
      readonly responseId?: string | undefined;
      /** When it was sent, on the session clock. */
      readonly atMs: number;
      /** The server has said anything since. */
      readonly heard?: boolean;
      /** It had a whole wait before the last one. */
      readonly isLate?: boolean;
    }
  /** The server runs a response we know nothing of; ours is asked for again once that is over. */
  | { readonly status: 'refused' };

export const NO_RESPONSE: ResponseStage = { status: 'none' };

/** Whether text of `responseId` belongs to the answer the visitor is being given. */
export function isCurrent(stage: ResponseStage, responseId: string): boolean {
  return stage.status === 'active' && stage.responseId === responseId;
}

/** Follows `response.created`; `undefined` when the response is not the one we wait for. */
export function createdStage(stage: ResponseStage, responseId: string): ResponseStage | undefined {
  const { status } = stage;
  if (status === 'none' || status === 'requested') return { status: 'active', responseId };
  // Cancelled before it was announced: now the cancel can be told apart from one for another response.
  return status === 'cancelling' && !stage.responseId ? { ...stage, responseId } : undefined;
}

/** Follows anything the server says. */
export function heardStage(stage: ResponseStage): ResponseStage {
  return stage.status === 'cancelling' ? { ...stage, heard: true } : stage;
}

/** Whether `response.done` ends what we wait for. */
export function isOver(stage: ResponseStage, responseId: string): boolean {
  if (stage.status === 'cancelling') return (stage.responseId ?? responseId) === responseId;
  return stage.status === 'refused' || isCurrent(stage, responseId);
}

type ServerError = Extract<ServerEvent, { type: 'server-error' }>;

/**
 * Follows an `error`: where it leaves us, or `undefined` when it is about something else.
 */
export function errorStage(stage: ResponseStage, error: ServerError): ResponseStage | undefined {
  if (!('eventId' in stage) || stage.eventId !== error.eventId) return undefined;
  return stage.status === 'requested' && error.code === 'conversation_already_has_active_response'
    ? { status: 'refused' }
    : NO_RESPONSE;
}
