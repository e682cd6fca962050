/** Resolves when everything that was ready to run has run: promises, streams, the events they cause. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
