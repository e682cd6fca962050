import { HttpError } from './http-error.js';

/**
 * Reads a unified call's form: parts `sdp` and `session` (RFC 7578). The platform's own parser
 * does the work; it refuses what is malformed.
 *
 * @throws HttpError 400
 */
export async function readCallForm(
  body: Buffer,
  contentType: string,
): Promise<{ readonly sdp: string; readonly session: unknown }> {
  const form = await parse(body, contentType);
  const sdp = await partText(form.get('sdp'));
  const session = await partText(form.get('session'));
  if (sdp === undefined) {
    throw new HttpError(400, "Missing required parameter: 'sdp'.", {
      code: 'missing_required_parameter',
      param: 'sdp',
    });
  }
  if (session === undefined) return { sdp, session: { type: 'realtime' } };
  try {
    return { sdp, session: JSON.parse(session) };
  } catch {
    throw new HttpError(400, 'We could not parse the JSON of the session part.', {
      param: 'session',
    });
  }
}

async function parse(body: Buffer, contentType: string): Promise<FormData> {
  try {
    const headers = { 'content-type': contentType };
    return await new Response(new Uint8Array(body), { headers }).formData();
  } catch (cause) {
    const error = new HttpError(400, 'Could not parse multipart form');
    error.cause = cause;
    throw error;
  }
}

async function partText(part: FormDataEntryValue | null): Promise<string | undefined> {
  if (part === null) return undefined;
  return typeof part === 'string' ? part : await part.text();
}
