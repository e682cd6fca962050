/** Takes the white space that only people need out of Lit's templates; minifiers leave strings as they are. */
import type { Plugin } from 'vite';

/** A literal stretch of a template in the source text. */
interface Quasi {
  readonly start: number;
  readonly end: number;
  readonly tag: 'css' | 'html';
}

export function templateWhitespace(): Plugin {
  return {
    name: 'template-whitespace',
    enforce: 'post',
    transform(code, id) {
      if (!id.includes('/widget/') || !/\b(?:css|html|svg)`/.test(code)) return undefined;
      return { code: withoutWhitespace(code, templateParts(this.parse(code))), map: null };
    },
  };
}

/** CSS outside strings: comments go, runs collapse, none is kept around punctuation that needs none. */
export function squeezeCss(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(' > ', '>')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}');
}

/**
 * HTML: a run with a line break becomes one space, which is what it is rendered as; a run between a tag's end and
 * the next tag's start goes where a line break in the source says that it is mere layout of the source.
 */
export function squeezeHtml(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/ >/g, '>');
}

function withoutWhitespace(code: string, quasis: readonly Quasi[]): string {
  let result = '';
  let end = 0;
  for (const quasi of quasis.toSorted((one, other) => one.start - other.start)) {
    const text = code.slice(quasi.start, quasi.end);
    result += code.slice(end, quasi.start) + (quasi.tag === 'css' ? squeezeCss(text) : squeezeHtml(text));
    end = quasi.end;
  }
  return result + code.slice(end);
}

function templateParts(tree: unknown): readonly Quasi[] {
  if (Array.isArray(tree)) return tree.flatMap(templateParts);
  if (!isNode(tree)) return [];
  const inside = Object.values(tree).flatMap((child) =>
    typeof child === 'object' ? templateParts(child) : [],
  );
  return tree['type'] === 'TaggedTemplateExpression' ? [...inside, ...quasisOf(tree)] : inside;
}

function quasisOf({ tag, quasi }: Readonly<Record<string, unknown>>): readonly Quasi[] {
  const name = isNode(tag) ? tag['name'] : undefined;
  if (name !== 'css' && name !== 'html' && name !== 'svg') return [];
  const parts = isNode(quasi) && Array.isArray(quasi['quasis']) ? quasi['quasis'] : [];
  return parts.flatMap((part: unknown) =>
    isNode(part) && typeof part['start'] === 'number' && typeof part['end'] === 'number'
      ? [{ start: part['start'], end: part['end'], tag: name === 'css' ? 'css' : 'html' } as const]
      : [],
  );
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
