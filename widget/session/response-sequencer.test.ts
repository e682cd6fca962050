import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createdStage,
  errorStage,
  isCurrent,
  isOver,
  NO_RESPONSE,
  type ResponseStage,
} from './response-sequencer.js';

const STAGES = {
  none: NO_RESPONSE,
  requested: { status: 'requested', eventId: 'e1' },
  active: { status: 'active', responseId: 'resp_1' },
  cancelling: { status: 'cancelling', atMs: 0, eventId: 'e2', responseId: 'resp_1' },
  'cancelling early': { status: 'cancelling', atMs: 0, eventId: 'e2' },
  refused: { status: 'refused' },
} as const satisfies Record<string, ResponseStage>;

function forEachStage<T>(look: (stage: ResponseStage) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(STAGES).map(([name, stage]) => [name, look(stage)]));
}

test('response.created is taken for the response asked for, and for no other', () => {
  assert.deepEqual(
    forEachStage((stage) => createdStage(stage, 'resp_2')),
    {
      none: { status: 'active', responseId: 'resp_2' },
      requested: { status: 'active', responseId: 'resp_2' },
      active: undefined,
      cancelling: undefined,
      'cancelling early': { status: 'cancelling', atMs: 0, eventId: 'e2', responseId: 'resp_2' },
      refused: undefined,
    },
  );
});

test('response.done ends the response it names', () => {
  assert.deepEqual(
    forEachStage((stage) => [isOver(stage, 'resp_1'), isOver(stage, 'resp_2')]),
    {
      none: [false, false],
      requested: [false, false],
      active: [true, false],
      cancelling: [true, false],
      'cancelling early': [true, true],
      refused: [true, true],
    },
  );
});

test('text belongs to the answer only while its response is active', () => {
  assert.deepEqual(
    forEachStage((stage) => isCurrent(stage, 'resp_1')),
    {
      none: false,
      requested: false,
      active: true,
      cancelling: false,
      'cancelling early': false,
      refused: false,
    },
  );
});

test('an error is about the command it names', () => {
  const error = { type: 'server-error', param: '' } as const;
  const busy = 'conversation_already_has_active_response';
  assert.deepEqual(errorStage(STAGES.requested, { ...error, code: busy, eventId: 'e1' }), {
    status: 'refused',
  });
  assert.deepEqual(errorStage(STAGES.requested, { ...error, code: 'other', eventId: 'e1' }), NO_RESPONSE);
  assert.deepEqual(
    errorStage(STAGES.cancelling, { ...error, code: 'response_cancel_not_active', eventId: 'e2' }),
    NO_RESPONSE,
  );
  assert.equal(errorStage(STAGES.requested, { ...error, code: 'other', eventId: 'e9' }), undefined);
  assert.equal(errorStage(STAGES.active, { ...error, code: 'other', eventId: '' }), undefined);
});
