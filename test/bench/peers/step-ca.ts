import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
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
export const stepCaPath = 'bin/step-ca';

const provisioner = 'bench';
const audience = 'https://localhost/1.0/sign';

/** `step-ca` with a provisioner of tokens and its usual database, Badger; HTTPS, which it insists on. */
export async function openStepCa(
  installed: string,
  applicants: readonly Applicant[],
): Promise<Issuer> {
  const own = temporaryDirectory();
  const { pem, key } = await outsideAuthority(Date.now());
  const tokenKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const port = await freePort();
  const settings = {
    root: own.write('root.pem', pem),
    crt: own.write('ca.pem', pem),
    key: own.write('key.pem', encodePem('PRIVATE KEY', encodePkcs8(key))),
    address: `127.0.0.1:${port}`,
    dnsNames: ['localhost'],
    db: { type: 'badgerv2', dataSource: join(own.path, 'db') },
    authority: {
      provisioners: [{ type: 'JWK', name: provisioner, key: publicJwk(tokenKey.publicKey) }],
    },
  };
  const server = await startProcess(join(installed, stepCaPath), [
    own.write('ca.json', JSON.stringify(settings)),
  ]);
  await untilListening(port);
  let turn = 0;
  const next = (): Buffer => {
    const { host, csr } = applicants[turn++ % applicants.length] ?? { host: '', csr: '' };
    return post('/1.0/sign', { csr, ott: tokenFor(host, tokenKey.privateKey) });
  };
  const certificateIn = (answer: Buffer): string =>
    (JSON.parse(answer.toString()) as { crt: string }).crt;
  const label = 'step-ca with Badger, HTTPS';
  const load = { label, server, port, requests: next, tls: true };
  return issuer({ ...load, own, authority: pem, certificateIn });
}

function publicJwk(key: KeyObject): object {
  return { ...key.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: provisioner };
}

/** Leave to have one certificate, once (RFC 7519). */
function tokenFor(host: string, key: KeyObject): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now - 1, exp: now + 300 };
  const parts = [
    { alg: 'ES256', kid: provisioner, typ: 'JWT' },
    { iss: provisioner, aud: audience, sub: host, sans: [host], jti: randomUUID(), ...times },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const input = parts.join('.');
  const signature = sign('SHA-256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}
