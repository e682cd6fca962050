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
  | { readonly status: 'cancelling'; readonly eventId: string; readonly responseId?: string }
  /** The server runs a response we know nothing of; ours is asked for again once that is over. */
  | { readonly status: 'refused' };

export const NO_RESPONSE: ResponseStage = { status: 'none' };

/** Whether `response.create` may be sent. */
export function mayRequest(stage: ResponseStage): boolean {
  return stage.status === 'none';
}

/** Whether text of `responseId` belongs to the answer the visitor is being given. */
export function isCurrent(stage: ResponseStage, responseId: string): boolean {
  return stage.status === 'active' && stage.responseId === responseId;
}

export function cancelStage(stage: ResponseStage, eventId: string): ResponseStage {
  return stage.status === 'active'
    ? { status: 'cancelling', eventId, responseId: stage.responseId }
    : { status: 'cancelling', eventId };
}

/** Follows `response.created`; `undefined` when the response is not the one we wait for. */
export function createdStage(stage: ResponseStage, responseId: string): ResponseStage | undefined {
  switch (stage.status) {
    case 'none':
    case 'requested':
      return { status: 'active', responseId };
    case 'cancelling':
      return stage.responseId === undefined ? { ...stage, responseId } : undefined;
    case 'active':
    case 'refused':
      return undefined;
    default:
      return stage satisfies never;
  }
}

/** Follows `response.done`; `undefined` when it ends no response of this conversation that we wait for. */
export function doneStage(stage: ResponseStage, responseId: string): ResponseStage | undefined {
  switch (stage.status) {
    case 'active':
      return stage.responseId === responseId ? NO_RESPONSE : undefined;
    case 'cancelling':
      return (stage.responseId ?? responseId) === responseId ? NO_RESPONSE : undefined;
    case 'refused':
      return NO_RESPONSE;
    case 'none':
    case 'requested':
      return undefined;
    default:
      return stage satisfies never;
  }
}

type ServerError = Extract<ServerEvent, { type: 'server-error' }>;

/**
 * Follows an `error`. `stage` is where that leaves us, `failed` says that the answer will not come; `undefined`
 * when the error is about something else.
 */
export function errorStage(
  stage: ResponseStage,
  error: ServerError,
): { readonly stage: ResponseStage; readonly failed: boolean } | undefined {
  if (stage.status === 'requested' && stage.eventId === error.eventId) {
    return error.code === 'conversation_already_has_active_response'
      ? { stage: { status: 'refused' }, failed: false }
      : { stage: NO_RESPONSE, failed: true };
  }
  if (stage.status === 'cancelling' && stage.eventId === error.eventId) {
    return { stage: NO_RESPONSE, failed: false };
  }
  return undefined;
}
