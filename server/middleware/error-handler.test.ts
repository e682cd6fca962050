import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import express from 'express';
import { CollectedLog } from '../testing/collected-log.js';
import { errorHandler } from './error-handler.js';
import { requestContext } from './request-context.js';

test('an answer that fails half-way is cut off, never ended', async () => {
  const log = new CollectedLog();
  const app = express();
  app.use(requestContext(log));
  app.get('/half', (_request, response) => {
    response.write('half');
    throw new Error('canary');
  });
  app.use(errorHandler(log));
  const server = createServer(app).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const response = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/half`);
    await assert.rejects(response.then((answer) => answer.text()));
    assert.equal((await log.next('error')).code, 'internal');
    assert.doesNotMatch(JSON.stringify(log.lines), /canary/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
