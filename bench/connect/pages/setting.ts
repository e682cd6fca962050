/** A setting that the benchmark put into the page's address. @throws an Error where it is missing. */
export function setting(name: string): string {
  const value = new URLSearchParams(location.search).get(name);
  if (value === null) throw new Error(`The page's address lacks ${name}.`);
  return value;
}
