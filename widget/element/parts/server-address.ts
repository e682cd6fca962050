/**
 * The backend's address without a trailing slash, or `undefined` for what is none: another scheme than http(s)
 * (`javascript:`, `data:`), or an address with a name and password in it.
 *
 * @param base what a relative address counts from: the document's.
 */
export function serverAddress(value: string, base: string): string | undefined {
  const url = URL.canParse(value.trim(), base) ? new URL(value.trim(), base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    return undefined;
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
