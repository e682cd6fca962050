import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, encode } from './commands.js';

const CASES: readonly { readonly title: string; readonly command: Command; readonly wire: object }[] = [
  {
    title: 'a user turn carries its own item id',
    command: { type: 'create-item', eventId: 'e1', itemId: 'item_1', role: 'user', text: 'Hello "there"\n' },
    wire: {
      type: 'conversation.item.create',
      event_id: 'e1',
      item: {
        id: 'item_1',
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: 'Hello "there"\n' }],
      },
    },
  },
  {
    title: 'what was heard of an answer goes to its old place, as output text',
    command: {
      type: 'create-item',
      eventId: 'e2',
      itemId: 'item_2',
      role: 'assistant',
      text: 'Half',
      previousItemId: 'root',
    },
    wire: {
      type: 'conversation.item.create',
      event_id: 'e2',
      previous_item_id: 'root',
      item: {
        id: 'item_2',
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Half' }],
      },
    },
  },
  {
    title: 'an item is deleted by id',
    command: { type: 'delete-item', eventId: 'e3', itemId: 'item_2' },
    wire: { type: 'conversation.item.delete', event_id: 'e3', item_id: 'item_2' },
  },
  {
    title: 'a response is asked for as text',
    command: { type: 'create-response', eventId: 'e4', output: 'text' },
    wire: { type: 'response.create', event_id: 'e4', response: { output_modalities: ['text'] } },
  },
  {
    title: 'a response is asked for as sound',
    command: { type: 'create-response', eventId: 'e4', output: 'audio' },
    wire: { type: 'response.create', event_id: 'e4', response: { output_modalities: ['audio'] } },
  },
  {
    title: 'what the server plays is silenced',
    command: { type: 'clear-output', eventId: 'e7' },
    wire: { type: 'output_audio_buffer.clear', event_id: 'e7' },
  },
  {
    title: 'a response is cancelled by id',
    command: { type: 'cancel-response', eventId: 'e5', responseId: 'resp_1' },
    wire: { type: 'response.cancel', event_id: 'e5', response_id: 'resp_1' },
  },
  {
    title: 'a response that was never announced is cancelled without one',
    command: { type: 'cancel-response', eventId: 'e6' },
    wire: { type: 'response.cancel', event_id: 'e6' },
  },
];

for (const { title, command, wire } of CASES) {
  test(title, () => {
    assert.deepEqual(JSON.parse(encode(command)), wire);
  });
}
