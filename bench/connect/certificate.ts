import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, runCommand } from './commands.js';

export interface Certificate {
  readonly keyFile: string;
  /** Also its own authority: what Node programs take as `NODE_EXTRA_CA_CERTS`. */
  readonly certificateFile: string;
  /** What Chromium takes as `--ignore-certificate-errors-spki-list`: trust in this key and no other. */
  readonly spkiHash: string;
}

/**
 * Makes a certificate for one address, good for a day.
 *
 * @param folder where its files are put; the caller's.
 * @throws BenchSkipped where there is no openssl.
 */
export async function makeCertificate(address: string, folder: string): Promise<Certificate> {
  const openssl = findProgram('openssl', 'openssl');
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const files = ['-keyout', keyFile, '-out', certificateFile];
  const name = ['-subj', '/CN=nutrina bench', '-addext', `subjectAltName=IP:${address}`];
  await runCommand(openssl, ['req', '-x509', '-days', '1', ...curve, ...files, ...name]);
  const { publicKey } = new X509Certificate(await readFile(certificateFile));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return { keyFile, certificateFile, spkiHash: createHash('sha256').update(spki).digest('base64') };
}
