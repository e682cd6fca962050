import { createRemoteAudio } from './adapters/remote-audio.js';
import { createNativeCall } from './session/native-call.js';
import type { NativeCall, NativeCallOptions } from './session/ports.js';

/** Speech in this browser: where the session's part for it meets its adapter. A file of its own, fetched with the mode. */
export function createBrowserNativeCall(options: NativeCallOptions): NativeCall {
  return createNativeCall(createRemoteAudio(options.clock), options);
}
