/** Reading JSON whose shape is known but not proved. */

/** @throws a TypeError when `text` is no JSON object. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('This is no object.');
  return Object.fromEntries(Object.entries(value));
}

/** What `value` has under `name`, if it is an object and has anything. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** @throws a TypeError when `value` has no text under `name`. */
export function stringField(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  if (typeof field !== 'string') throw new TypeError(`There is no ${name}.`);
  return field;
}
