import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { requireFreePort } from './free-port.js';

test('a port that somebody listens on is refused by the name of its setting; afterwards it is free', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const wanted = { setting: 'REALTIME_PEER_PORT', port: address.port, host: '127.0.0.1' };
  await assert.rejects(requireFreePort(wanted), {
    message:
      `demo: port ${address.port} is taken by another program. ` +
      'Set another, for example REALTIME_PEER_PORT=0 for any free one.',
  });
  await new Promise((resolve) => other.close(resolve));
  await requireFreePort(wanted);
});

test('an address that is not this machine’s is told from a taken port', async () => {
  // 198.51.100.0/24 is nobody's (RFC 5737).
  await assert.rejects(requireFreePort({ setting: 'PORT', port: 0, host: '198.51.100.77' }), {
    message: /^demo: port 0 cannot be used \(EADDRNOTAVAIL\)/,
  });
});
