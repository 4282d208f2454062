import { join } from 'node:path';
import { ask, openssl, skipWithout, temporaryDirectory } from '#oracles';
import { each } from '../readers/reader.ts';
import type { Client, Subject } from './client.ts';

/** Everybody who asks. */
export const clients: readonly Client[] = [
  opensslClient('OpenSSL, by SHA-1, with a nonce', ['-sha1']),
  opensslClient('OpenSSL, by SHA-256, without a nonce', ['-no_nonce', '-sha256']),
  {
    name: 'GnuTLS',
    skip: skipWithout('ocsptool'),
    words: {
      good: /Certificate Status: good[^]*Verifying OCSP Response: Success/,
      revoked: /Certificate Status: revoked[^]*Verifying OCSP Response: Success/,
      unknown: /Certificate Status: unknown[^]*Verifying OCSP Response: Success/,
      refused: null,
    },
    ask: (subjects) => each(subjects, askGnutls),
  },
  {
    name: 'NSS',
    skip: skipWithout('certutil', 'ocspclnt'),
    words: {
      good: /succeeded/,
      revoked: /has been revoked/,
      unknown: /has no status for the certificate/,
      refused: null,
    },
    ask: askNss,
  },
  {
    name: 'strongSwan',
    skip: skipWithout('pki'),
    words: {
      good: /ocsp response correctly signed[^]*ocsp response is valid[^]*status is good/,
      revoked: /ocsp response correctly signed[^]*certificate was revoked/,
      // Then it looks into the list, which has nothing either.
      unknown: /ocsp check failed, fallback to crl/,
      refused: /subject certificate invalid/,
    },
    ask: (subjects) => each(subjects, askStrongswan),
  },
  {
    name: 'Java',
    skip: skipWithout('javac'),
    words: {
      good: /^good$/,
      revoked: /has been revoked/,
      unknown: /revocation status is unknown/,
      refused: /CertificateExpiredException/,
    },
    ask: askJava,
  },
];

function opensslClient(name: string, options: readonly string[]): Client {
  return {
    name,
    skip: skipWithout('openssl'),
    words: {
      good: /Response verify OK\n.*: good\n/,
      revoked: /Response verify OK\n.*: revoked\n/,
      unknown: /Response verify OK\n.*: unknown\n/,
      refused: /Responder Error: unauthorized/,
    },
    ask: (subjects) =>
      each(subjects, async ({ url, ...pems }) => {
        using files = temporaryDirectory();
        const { pem, issuerPem, rootPem } = pems;
        const args = ['ocsp', ...options, '-issuer', files.write('issuer.pem', issuerPem)];
        args.push('-cert', files.write('leaf.pem', pem), '-url', url);
        args.push('-CAfile', files.write('root.pem', rootPem));
        args.push('-verify_other', files.write('other.pem', issuerPem));
        const { stdout, stderr } = await openssl(args);
        // Both ends of the pipe may come in either order.
        return `${stderr}${stdout}`.replaceAll('WARNING: no nonce in response\n', '');
      }),
  };
}

async function askGnutls({ pem, issuerPem, url }: Subject): Promise<string> {
  using files = temporaryDirectory();
  const issuer = files.write('issuer.pem', issuerPem);
  const args = [`--ask=${url}`, '--nonce', '--load-cert', files.write('leaf.pem', pem)];
  args.push('--load-issuer', issuer, '--load-trust', issuer);
  const { stdout, stderr } = await ask('ocsptool', args);
  return stdout + stderr;
}

async function askNss(subjects: readonly Subject[]): Promise<string[]> {
  using files = temporaryDirectory();
  const db = ['-d', `sql:${files.path}`];
  await ask('certutil', ['-N', ...db, '--empty-password']);
  const add = (id: string, trust: string, pem: string): Promise<unknown> =>
    ask('certutil', ['-A', ...db, '-n', id, '-t', trust, '-i', files.write(`${id}.pem`, pem)]);
  return await each(subjects, async ({ id, pem, issuerPem, rootPem }) => {
    await add('root', 'CT,C,C', rootPem);
    await add('issuer', ',,', issuerPem);
    await add(id, ',,', pem);
    const { stdout, stderr } = await ask('ocspclnt', ['-S', id, ...db]);
    return stdout + stderr;
  });
}

async function askStrongswan({ pem, issuerPem, rootPem }: Subject): Promise<string> {
  using files = temporaryDirectory();
  const plugins = 'pem pkcs1 pkcs8 pubkey x509 openssl revocation constraints random nonce curl';
  const settings = files.write('strongswan.conf', `pki {\n  load = ${plugins}\n}\n`);
  const args = ['--verify', '--online', '--in', files.write('leaf.pem', pem)];
  args.push('--cacert', files.write('root.pem', rootPem));
  args.push('--cacert', files.write('issuer.pem', issuerPem));
  const { stdout, stderr } = await ask('pki', args, { env: { STRONGSWAN_CONF: settings } });
  // What it says of the issuer, which is asked about too, comes behind.
  const [, leaf = ''] = (stdout + stderr).split(/^checking certificate status of /m);
  return leaf === '' ? stdout + stderr : leaf;
}

async function askJava(subjects: readonly Subject[]): Promise<string[]> {
  const base64 = (pem: string): string => pem.replace(/-----.*-----|\s/g, '');
  const lines = subjects.map(({ id, pem, issuerPem, url }) =>
    [id, base64(pem), base64(issuerPem), url].join('\t'),
  );
  const program = join(import.meta.dirname, 'Ask.java');
  const { stdout, stderr } = await ask('java', [program], { input: lines.join('\n') });
  const said = new Map(stdout.split('\n').map((line) => line.split('\t') as [string, string]));
  return subjects.map(({ id }) => said.get(id) ?? stderr);
}
