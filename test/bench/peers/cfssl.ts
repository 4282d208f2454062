import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodePem } from '#der';
import { temporaryDirectory } from '#oracles';
import { encodePkcs8 } from '#x509';
import { outsideAuthority } from '../../outside.ts';
import { freePort } from '../../server.ts';
import { untilListening } from '../ocsp/peers.ts';
import { startProcess } from '../ocsp/process.ts';
import { issuer, post } from './peer.ts';
import type { Applicant, Issuer } from './peer.ts';

/** Where `install.sh` puts it. */
export const cfsslPath = 'bin/cfssl';

const policy = {
  signing: { default: { usages: ['digital signature', 'server auth'], expiry: '2160h' } },
};

/** What cfssl writes its certificates to, as its own migrations leave it. */
const table = `
create table certificates (
  serial_number blob not null, authority_key_identifier blob not null, ca_label blob, status blob not null,
  reason int, expiry timestamp, revoked_at timestamp, pem blob not null, issued_at timestamp, not_before timestamp,
  metadata text, sans text, common_name text, primary key (serial_number, authority_key_identifier)
)`;

/** `cfssl serve` with every certificate on record in SQLite, as durable as ours (WAL, `synchronous=FULL`). */
export async function openCfssl(
  installed: string,
  applicants: readonly Applicant[],
): Promise<Issuer> {
  const own = temporaryDirectory();
  const { pem, key } = await outsideAuthority(Date.now());
  const database = new DatabaseSync(join(own.path, 'certs.db'));
  database.exec('pragma journal_mode = wal');
  database.exec(table);
  database.close();
  const port = await freePort();
  const file = join(own.path, 'certs.db');
  // Without this its driver flushes nothing in WAL: what was answered would be lost with the power.
  const record = { driver: 'sqlite3', data_source: `file:${file}?_synchronous=FULL` };
  const server = await startProcess(join(installed, cfsslPath), [
    ...['serve', '-address', '127.0.0.1', '-port', String(port), '-loglevel', '4'],
    ...['-ca', own.write('ca.pem', pem)],
    ...['-ca-key', own.write('key.pem', encodePem('PRIVATE KEY', encodePkcs8(key)))],
    ...['-config', own.write('config.json', JSON.stringify(policy))],
    ...['-db-config', own.write('db.json', JSON.stringify(record))],
  ]);
  await untilListening(port);
  const requests = applicants.map(({ host, csr }) =>
    post('/api/v1/cfssl/sign', {
      certificate_request: csr,
      hosts: [host],
      subject: { CN: host },
    }),
  );
  const certificateIn = (answer: Buffer): string =>
    (JSON.parse(answer.toString()) as { result: { certificate: string } }).result.certificate;
  const label = 'cfssl with SQLite';
  return issuer({ label, server, port, requests, own, authority: pem, certificateIn });
}
