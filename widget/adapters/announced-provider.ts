/** A file that the page has loaded: PerformanceResourceTiming, as far as every browser has it. */
interface LoadedFile {
  readonly name: string;
  readonly serverTiming?: readonly { readonly name: string; readonly description: string }[];
}

/**
 * Where a call will go, as the backend has written it beside its script (`Server-Timing: calls;desc="ORIGIN"`): known
 * before the session is, so that a socket opens while the backend still fetches a key. `undefined` where signalling
 * goes through the backend, or the script was not loaded from it.
 *
 * @param server the backend's address without a trailing slash.
 */
export function announcedProvider(server: string, loaded: Iterable<LoadedFile>): string | undefined {
  for (const { name, serverTiming = [] } of loaded) {
    if (!name.startsWith(`${server}/nutrina-voice.js`)) continue;
    const calls = serverTiming.find(({ name }) => name === 'calls');
    if (calls) return calls.description;
  }
  return undefined;
}
