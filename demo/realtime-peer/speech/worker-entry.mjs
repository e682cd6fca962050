// A worker thread does not inherit tsx from the thread that starts it (Node 20 and 22: module hooks are
// registered per thread), and could read no TypeScript. So every worker begins here.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.module);
