import { join } from 'node:path';
import { temporaryDirectory } from '#oracles';
import type { Issuing } from '../issue/serve.ts';
import { startProcess } from '../ocsp/process.ts';
import { getJson, issuer, post } from './peer.ts';
import type { Applicant, Issuer } from './peer.ts';

const program = join(import.meta.dirname, '../issue/serve.ts');

/** Ours: an order by REST, answered when the certificate is issued. */
export async function openCertwright(applicants: readonly Applicant[]): Promise<Issuer> {
  const own = temporaryDirectory();
  const server = await startProcess(process.execPath, [program, own.path, 'P-256'], {
    prints: true,
  });
  const { port, serial, authorization } = JSON.parse(server.firstLine) as Issuing;
  const ca = `/api/ca/${serial}`;
  const requests = applicants.map(({ host, csr }) =>
    post(
      `${ca}/sign/?wait=30`,
      {
        csr,
        subject: [{ oid: 'CN', value: host }],
        extensions: [{ type: 'subject_alternative_name', value: [{ type: 'DNS', value: host }] }],
      },
      [`authorization: ${authorization}`],
    ),
  );
  const origin = `http://127.0.0.1:${port}${ca}`;
  const certificateIn = async (answer: Buffer): Promise<string> => {
    const order = JSON.parse(answer.toString()) as { serial: string };
    const found = await getJson(`${origin}/certs/${order.serial}/`, authorization);
    return String(found['pem']);
  };
  const authority = String((await getJson(`${origin}/`, authorization))['pem']);
  return issuer({ label: 'issue', server, port, requests, own, authority, certificateIn });
}
