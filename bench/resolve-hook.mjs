/** Changes what this process imports from now on. */
import * as nodeModule from 'node:module';

/**
 * @param hook the source of a module that exports `resolve`, as `node:module` describes it. Node 22.15 and newer call
 *   it here (`registerHooks`) and want its answer at once, older ones in a thread of its own (`register`), where `next`
 *   answers with a promise.
 */
export async function hookResolution(hook) {
  const url = `data:text/javascript,${encodeURIComponent(hook)}`;
  if ('registerHooks' in nodeModule) nodeModule.registerHooks(await import(url));
  else nodeModule.register(url);
}
