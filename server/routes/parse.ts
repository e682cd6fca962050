import type { z } from 'zod';
import { HttpError } from '../services/http-error.js';

/** @throws `malformed`, naming the field and what is wrong with it, never its value. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw HttpError.malformed(issue === undefined ? 'The request is malformed.' : sentence(issue));
}

function sentence(issue: z.core.$ZodIssue): string {
  // The names of unknown fields are the caller's own text and are not repeated.
  if (issue.code === 'unrecognized_keys') return 'The request has a field that is not known here.';
  const field = issue.path.length === 0 ? 'The body' : `\`${issue.path.join('.')}\``;
  return `${field} is missing or has a wrong form.`;
}
