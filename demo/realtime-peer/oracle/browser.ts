import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { build } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/browser.js';

type Arguments<Method> = Method extends (...args: infer Args) => unknown ? Args : never;
type Result<Method> = Method extends (...args: never[]) => infer Value ? Awaited<Value> : never;

/** A page in a real browser whose script has put an object named `oracle` into the global scope. */
export class OraclePage<Api> {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(parts: { readonly server: Server; readonly browser: Browser; readonly page: Page }) {
    this.#server = parts.server;
    this.#browser = parts.browser;
    this.#page = parts.page;
  }

  /** Bundles `page/NAME.ts` in memory and opens it. */
  static async open<Api>(name: string): Promise<OraclePage<Api>> {
    const script = await bundle(fileURLToPath(new URL(`./page/${name}.ts`, import.meta.url)));
    const server = await serve(script);
    try {
      const browser = await launch({
        executablePath: findBrowser(),
        // Only what a page on loopback may do anyway, and sound without a click.
        args: [...BROWSER_FLAGS, '--autoplay-policy=no-user-gesture-required'],
      });
      const page = await browser.newPage();
      await page.goto(`http://localhost:${portOf(server)}/`);
      await page.waitForFunction('globalThis.oracle !== undefined');
      return new OraclePage({ server, browser, page });
    } catch (error) {
      server.close();
      throw error;
    }
  }

  /** Calls a function of the page's `oracle`; what goes in and out is plain data. */
  async call<Name extends keyof Api & string>(
    name: Name,
    ...args: Arguments<Api[Name]>
  ): Promise<Result<Api[Name]>> {
    const list = args.map((arg) => JSON.stringify(arg)).join(', ');
    // A string, because the test runner's compiler adds helpers to functions that no page has.
    const result: unknown = await this.#page.evaluate(`globalThis.oracle.${name}(${list})`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the page is compiled against the same Api.
    return result as Result<Api[Name]>;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, rollupOptions: { input: entry, output: { format: 'iife' } } },
  });
  const outputs = Array.isArray(result) ? result : [result];
  for (const output of outputs) {
    if (!('output' in output)) continue;
    const [chunk] = output.output;
    if (chunk.type === 'chunk') return chunk.code;
  }
  throw new Error(`Nothing was bundled from ${entry}.`);
}

async function serve(script: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>oracle</title><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page has no port.');
  return address.port;
}
