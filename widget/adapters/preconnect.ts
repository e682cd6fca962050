/**
 * Opens the socket to `url`'s origin while the visitor is still reading: the exchange then finds it open. A hint,
 * because a request made for nothing would stand as an error in the page's console.
 */
export function preconnect(url: string): void {
  const hint = document.createElement('link');
  hint.rel = 'preconnect';
  // Our requests carry no credentials, and browsers keep those on sockets of their own.
  hint.crossOrigin = 'anonymous';
  hint.href = url;
  document.head.append(hint);
  hint.remove();
}
