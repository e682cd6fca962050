import { setting } from './setting.js';

/** Gets an ephemeral key from the backend, the way of every example: JSON to another origin. */
export async function mintKey(): Promise<string> {
  const response = await fetch(`${setting('backend')}/api/realtime/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@nutrina.example' }),
  });
  const reply: unknown = await response.json();
  const key = fieldOf(fieldOf(reply, 'key'), 'value');
  if (typeof key !== 'string') throw new Error(`The backend answered ${response.status} without a key.`);
  return key;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
