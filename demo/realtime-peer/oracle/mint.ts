/** Gets an ephemeral key from the peer as a site's backend does. */
export async function mintKey(peerUrl: string, session: object = {}): Promise<string> {
  const response = await fetch(`${peerUrl}/realtime/client_secrets`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-oracle', 'content-type': 'application/json' },
    body: JSON.stringify({ session: { type: 'realtime', model: 'gpt-realtime-2.1', ...session } }),
  });
  const body: unknown = await response.json();
  if (typeof body === 'object' && body !== null && 'value' in body && typeof body.value === 'string') {
    return body.value;
  }
  throw new Error(`No key: ${response.status} ${JSON.stringify(body)}`);
}
