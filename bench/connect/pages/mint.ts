import { setting } from './setting.js';

/** Opens a session with the backend, the way of every example: JSON to another origin. */
export async function openSession(): Promise<{ readonly key: string; readonly token: string }> {
  const response = await fetch(`${setting('backend')}/api/realtime/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@nutrina.example' }),
  });
  const reply: unknown = await response.json();
  const key = fieldOf(fieldOf(reply, 'key'), 'value');
  const token = fieldOf(fieldOf(reply, 'session'), 'token');
  if (typeof key !== 'string' || typeof token !== 'string')
    throw new Error(`The backend answered ${response.status} without a key.`);
  return { key, token };
}

export async function mintKey(): Promise<string> {
  return (await openSession()).key;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
