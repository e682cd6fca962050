import type { Entry } from './item-list.js';
import type { Ids } from './ids.js';
import type { Playback, SpokenPart } from './playback.js';
import type {
  FunctionCallItem,
  Item,
  ItemStatus,
  MessageItem,
  PartAddress,
  ServerEventBody,
} from './wire.js';

/** Where an output item announces itself. */
export interface OutputHost {
  readonly responseId: string;
  readonly outputIndex: number;
  readonly ids: Ids;
  readonly emit: (event: ServerEventBody) => void;
  /** Puts the item into the conversation and tells so; nothing for an out-of-band response. */
  added(entry: Entry): void;
  /** Tells that the item is complete, likewise. */
  done(item: Item): void;
}

/** One item of a response while it is produced. */
export interface OutputItem {
  readonly item: Item;
  /** Has sent its `response.output_item.done`. */
  readonly closed: boolean;
  append(delta: string): void;
  /** The brain has finished it; `then` is called once its last event is out. */
  finish(then: () => void): void;
  /** Cancelled: the events of everything open come now, the item stays incomplete. */
  abort(): void;
}

function announce(host: OutputHost, entry: Entry): void {
  host.emit({
    type: 'response.output_item.added',
    response_id: host.responseId,
    output_index: host.outputIndex,
    item: structuredClone(entry.item),
  });
  host.added(entry);
}

function conclude(host: OutputHost, item: Item): void {
  const done = structuredClone(item);
  host.done(done);
  host.emit({
    type: 'response.output_item.done',
    response_id: host.responseId,
    output_index: host.outputIndex,
    item: done,
  });
}

/** A written message. */
export class TextMessage implements OutputItem {
  readonly item: MessageItem;
  readonly #host: OutputHost;
  readonly #address: PartAddress;
  #text = '';
  #closed = false;

  constructor(host: OutputHost, item: MessageItem) {
    this.#host = host;
    this.item = item;
    this.#address = addressOf(host, item);
    announce(host, { item });
    host.emit({
      type: 'response.content_part.added',
      ...this.#address,
      part: { type: 'text', text: '' },
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  append(delta: string): void {
    this.#text += delta;
    const obfuscation = this.#host.ids.obfuscation(delta);
    this.#host.emit({
      type: 'response.output_text.delta',
      ...this.#address,
      delta,
      obfuscation,
    });
  }

  finish(then: () => void): void {
    this.#close('completed');
    then();
  }

  abort(): void {
    this.#close('incomplete');
  }

  #close(status: ItemStatus): void {
    if (this.#closed) return;
    this.#closed = true;
    const text = this.#text;
    this.item.status = status;
    this.item.content = [{ type: 'output_text', text }];
    this.#host.emit({ type: 'response.output_text.done', ...this.#address, text });
    this.#host.emit({
      type: 'response.content_part.done',
      ...this.#address,
      part: { type: 'text', text },
    });
    conclude(this.#host, this.item);
  }
}

export interface VoiceSettings {
  readonly voice: string;
  readonly speed: number;
}

/** A spoken message: the transcript runs ahead, `output_audio.done` waits for the sound. */
export class SpokenMessage implements OutputItem {
  readonly item: MessageItem;
  readonly #entry: Entry;
  readonly #host: OutputHost;
  readonly #address: PartAddress;
  readonly #spoken: SpokenPart;
  readonly #onFailed: (message: string) => void;
  #transcript = '';
  #generated = false;
  #closed = false;
  #then: (() => void) | undefined;

  constructor(
    host: OutputHost,
    item: MessageItem,
    sound: { playback: Playback; settings: VoiceSettings; onFailed: (message: string) => void },
  ) {
    this.#host = host;
    this.item = item;
    this.#address = addressOf(host, item);
    this.#onFailed = sound.onFailed;
    this.#entry = { item };
    announce(host, this.#entry);
    host.emit({
      type: 'response.content_part.added',
      ...this.#address,
      part: { type: 'audio', transcript: '' },
    });
    this.#write();
    const request = {
      responseId: host.responseId,
      itemId: item.id,
      ...sound.settings,
      entry: this.#entry,
      contentIndex: 0,
    };
    this.#spoken = sound.playback.speak(request, {
      onGenerated: () => {
        this.#generated = true;
        this.#closeWhenReady();
      },
      onFailed: (message) => {
        if (!this.#closed) this.#onFailed(message);
      },
      onAudio: (pcm) => this.#sendAudio(pcm),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  append(delta: string): void {
    this.#transcript += delta;
    this.#write();
    const obfuscation = this.#host.ids.obfuscation(delta);
    this.#host.emit({
      type: 'response.output_audio_transcript.delta',
      ...this.#address,
      delta,
      obfuscation,
    });
    this.#spoken.append(delta);
  }

  finish(then: () => void): void {
    this.#then = then;
    this.#spoken.end();
    this.#closeWhenReady();
  }

  abort(): void {
    // What was generated plays on until the buffer is cleared: cancel is not clear.
    this.#spoken.end();
    this.#close('incomplete');
  }

  #closeWhenReady(): void {
    if (!this.#generated || this.#then === undefined || this.#closed) return;
    this.#close('completed');
    this.#then();
  }

  #close(status: ItemStatus): void {
    if (this.#closed) return;
    this.#closed = true;
    const transcript = this.#transcript;
    this.item.status = status;
    const address = this.#address;
    this.#host.emit({ type: 'response.output_audio.done', ...address });
    this.#host.emit({
      type: 'response.output_audio_transcript.done',
      ...address,
      transcript,
    });
    this.#host.emit({
      type: 'response.content_part.done',
      ...address,
      part: { type: 'audio', transcript },
    });
    conclude(this.#host, this.item);
  }

  /** It can be truncated as soon as there is sound; what was cut is not written again. */
  #write(): void {
    if (this.#entry.heardText !== undefined) return;
    this.item.content = [{ type: 'output_audio', transcript: this.#transcript }];
  }

  #sendAudio(pcm: Int16Array): void {
    if (this.#closed) return;
    const delta = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
    this.#host.emit({ type: 'response.output_audio.delta', ...this.#address, delta });
  }
}

/** A function call: no content part, its arguments stream as text. */
export class FunctionCall implements OutputItem {
  readonly item: FunctionCallItem;
  readonly #host: OutputHost;
  #closed = false;

  constructor(host: OutputHost, item: FunctionCallItem) {
    this.#host = host;
    this.item = item;
    announce(host, { item });
  }

  get closed(): boolean {
    return this.#closed;
  }

  append(delta: string): void {
    this.item.arguments += delta;
    this.#host.emit({
      type: 'response.function_call_arguments.delta',
      ...this.#address(),
      delta,
      obfuscation: this.#host.ids.obfuscation(delta),
    });
  }

  finish(then: () => void): void {
    this.#close('completed');
    then();
  }

  abort(): void {
    this.#close('incomplete');
  }

  #close(status: ItemStatus): void {
    if (this.#closed) return;
    this.#closed = true;
    this.item.status = status;
    this.#host.emit({
      type: 'response.function_call_arguments.done',
      ...this.#address(),
      name: this.item.name,
      arguments: this.item.arguments,
    });
    conclude(this.#host, this.item);
  }

  #address() {
    return {
      response_id: this.#host.responseId,
      item_id: this.item.id,
      output_index: this.#host.outputIndex,
      call_id: this.item.call_id,
    };
  }
}

function addressOf(host: OutputHost, item: Item): PartAddress {
  return {
    response_id: host.responseId,
    item_id: item.id,
    output_index: host.outputIndex,
    content_index: 0,
  };
}
