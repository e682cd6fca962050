/** What can be seen of a run, for those who wait for a moment of it and for its trace. */
import type { VoiceSnapshot } from '../../widget/session/snapshot.js';
import { parseObject, stringField } from '../wire-fields.js';

export type WireEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export type Happening =
  /** The session handed a frame to a link, or got one from it. */
  | { readonly type: 'sent' | 'received'; readonly link: string; readonly event: WireEvent }
  | { readonly type: 'link'; readonly link: string; readonly state: string }
  | { readonly type: 'snapshot'; readonly snapshot: VoiceSnapshot }
  | { readonly type: 'request'; readonly what: string }
  | { readonly type: 'provider'; readonly call: string; readonly what: string }
  | { readonly type: 'visitor'; readonly what: string }
  | { readonly type: 'fault'; readonly what: string };

/** @throws a TypeError when `frame` is no event. */
export function wireEvent(frame: string): WireEvent {
  const event = parseObject(frame);
  return { ...event, type: stringField(event, 'type') };
}

type Listener = (happening: Happening) => void;

export class Happenings {
  readonly #listeners = new Set<Listener>();

  tell(happening: Happening): void {
    for (const listener of this.#listeners) listener(happening);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
