/** Whether an audio context can run. Where there is no device, Chromium plays to nobody and Firefox not at all. */
export function hasSoundDevice(): boolean {
  const context = new AudioContext();
  const { maxChannelCount } = context.destination;
  void context.close();
  return maxChannelCount > 0;
}

/** Whether this browser is set up to play sound without a gesture, where it can be asked (Firefox). */
export function letsSoundOutAtOnce(): boolean {
  const ask: unknown = Reflect.get(navigator, 'getAutoplayPolicy');
  return typeof ask === 'function' && Reflect.apply(ask, navigator, ['audiocontext']) === 'allowed';
}
