import type { z } from 'zod';

import { ProtocolError } from './protocol-error.js';

type Issue = z.core.$ZodIssue;

/**
 * Turns the first schema complaint into the error the real server gives for it.
 *
 * @param root put before the path in `param`, e.g. `session`; '' for none.
 */
export function schemaError(error: z.ZodError, input: unknown, root = ''): ProtocolError {
  const [first] = error.issues;
  if (first === undefined) return new ProtocolError('Invalid request.', { code: null });
  return issueError(first, input, root === '' ? [] : [root]);
}

function issueError(issue: Issue, input: unknown, before: readonly PropertyKey[]): ProtocolError {
  const path = [...before, ...issue.path];
  const param = pathName(path);
  const value = valueAt(input, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const unknown = pathName([...path, issue.keys[0] ?? '']);
      return new ProtocolError(`Unknown parameter: '${unknown}'.`, {
        code: 'unknown_parameter',
        param: unknown,
      });
    }
    case 'invalid_union':
      return unionError(issue, input, before);
    case 'invalid_value':
      return value === undefined ? missing(param) : unsupported(param, value, issue.values);
    case 'invalid_type':
      return value === undefined ? missing(param) : wrongType(param, issue.expected, value);
    case 'too_small':
    case 'too_big':
      return outOfRange(issue, param, value);
    case 'invalid_format':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'custom':
      return new ProtocolError(`Invalid value for '${param}'.`, { code: 'invalid_value', param });
    default:
      return issue satisfies never;
  }
}

function unionError(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  input: unknown,
  before: readonly PropertyKey[],
): ProtocolError {
  const path = [...before, ...issue.path];
  const param = pathName(path);
  const value = valueAt(input, issue.path);
  if (value === undefined) return missing(param);
  // The alternative that got furthest is the one that was meant: its complaint names the field.
  const deepest = issue.errors
    .flatMap((alternative) => alternative.slice(0, 1))
    .toSorted((a, b) => b.path.length - a.path.length)
    .find((nested) => nested.path.length > 0 || nested.code === 'unrecognized_keys');
  if (deepest !== undefined) {
    return issueError({ ...deepest, path: [...issue.path, ...deepest.path] }, input, before);
  }
  return new ProtocolError(`Invalid value: ${show(value)}.`, { code: 'invalid_value', param });
}

function missing(param: string): ProtocolError {
  return new ProtocolError(`Missing required parameter: '${param}'.`, {
    code: 'missing_required_parameter',
    param,
  });
}

/** OpenAI Realtime: "Invalid value: 'nope'. Supported values are: 'a', 'b', and 'c'." */
export function unsupported(param: string, value: unknown, supported: readonly unknown[]): ProtocolError {
  const names = supported.map(show);
  const list =
    names.length > 1 ? `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}` : (names[0] ?? 'none');
  return new ProtocolError(`Invalid value: ${show(value)}. Supported values are: ${list}.`, {
    code: 'invalid_value',
    param,
  });
}

function wrongType(param: string, expected: string, value: unknown): ProtocolError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  return new ProtocolError(`Invalid type for '${param}': expected ${expected}, but got ${got} instead.`, {
    code: 'invalid_type',
    param,
  });
}

function outOfRange(
  issue: Extract<Issue, { code: 'too_small' | 'too_big' }>,
  param: string,
  value: unknown,
): ProtocolError {
  const small = issue.code === 'too_small';
  if (issue.origin === 'string' && !small) {
    const length = typeof value === 'string' ? value.length : 0;
    return new ProtocolError(
      `Invalid '${param}': string too long. Expected a string with maximum length ${issue.maximum}, ` +
        `but got a string with length ${length} instead.`,
      { code: 'string_above_max_length', param },
    );
  }
  const kind = issue.origin === 'int' || Number.isInteger(value) ? 'integer' : 'decimal';
  const shape = issue.origin === 'array' || issue.origin === 'string' ? issue.origin : kind;
  const limit = small ? issue.minimum : issue.maximum;
  return new ProtocolError(`Expected a value ${small ? '>=' : '<='} ${limit}`, {
    code: `${shape}_${small ? 'below_min' : 'above_max'}_value`,
    param,
  });
}

function pathName(path: readonly PropertyKey[]): string {
  let name = '';
  for (const key of path) {
    if (typeof key === 'number') name += `[${key}]`;
    else name += name === '' ? String(key) : `.${String(key)}`;
  }
  return name;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? 'undefined');
}
