import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import {
  type ChainQuestion,
  openssl,
  skipWithout,
  temporaryDirectory,
  verifyChain,
} from '#oracles';

const config = `
[req]
distinguished_name = subject
[subject]
[ca]
default_ca = test
[test]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 7
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:www.example.com
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

/** A root, an intermediate, a leaf and an empty list of each issuer, all made by OpenSSL; and the leaf revoked. */
async function makeSamples(): Promise<{ good: Required<ChainQuestion>; revoked: string[] }> {
  using directory = temporaryDirectory();
  const cwd = directory.path;
  directory.write('openssl.cnf', config);
  directory.write('index.txt', '');
  directory.write('crlnumber', '01\n');
  const run = async (...args: string[]): Promise<string> => {
    const answer = await openssl(args, { cwd });
    assert.equal(answer.exitCode, 0, answer.stderr);
    return answer.stdout;
  };
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
  const issue = async (name: string, issuer?: string): Promise<string> => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const by = issuer ? ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`] : [];
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    const what = ['-subj', `/CN=${name}`, '-extensions', name, '-config', 'openssl.cnf'];
    await run('req', '-x509', ...key, ...by, ...files, ...what, '-days', '30');
    return read(`${name}.pem`);
  };
  const ca = (issuer: string, ...args: string[]): Promise<string> =>
    run(
      'ca',
      '-config',
      'openssl.cnf',
      '-cert',
      `${issuer}.pem`,
      '-keyfile',
      `${issuer}.key`,
      ...args,
    );
  const good = {
    root: await issue('root'),
    intermediates: [await issue('intermediate', 'root')],
    leaf: await issue('leaf', 'intermediate'),
    purpose: 'sslserver',
    hostname: 'www.example.com',
    crls: [await ca('intermediate', '-gencrl'), await ca('root', '-gencrl')],
  } as const;
  await ca('intermediate', '-revoke', 'leaf.pem');
  return {
    good: { ...good, crls: [...good.crls] },
    revoked: [await ca('intermediate', '-gencrl')],
  };
}

const skip = skipWithout('openssl', 'certtool');
const samples = skip === false ? await makeSamples() : undefined;

const refusals: readonly {
  readonly name: string;
  readonly change: (
    good: Required<ChainQuestion>,
    revoked: readonly string[],
  ) => Partial<ChainQuestion>;
  readonly openssl: RegExp;
  readonly certtool: RegExp;
}[] = [
  {
    name: 'for another host',
    change: () => ({ hostname: 'other.example.com' }),
    openssl: /hostname mismatch/,
    certtool: /name in the certificate does not match/,
  },
  {
    name: 'for another purpose',
    change: () => ({ purpose: 'sslclient' }),
    openssl: /certificate purpose/,
    certtool: /purpose/,
  },
  {
    name: 'without its intermediate',
    change: () => ({ intermediates: [] }),
    openssl: /unable to get local issuer certificate/,
    certtool: /issuer is unknown/,
  },
  {
    name: 'once its issuer lists it as revoked',
    change: ({ crls }, revoked) => ({ crls: [...revoked, ...crls.slice(1)] }),
    openssl: /certificate revoked/,
    certtool: /revoked/,
  },
];

test('OpenSSL and GnuTLS accept a good chain', { skip }, async () => {
  assert.ok(samples);
  const { openssl, certtool } = await verifyChain(samples.good);
  assert.ok(openssl && certtool);
  assert.ok(openssl.accepted, openssl.words);
  assert.match(openssl.words, /leaf\.pem: OK/);
  assert.ok(certtool.accepted, certtool.words);
  assert.match(certtool.words, /The certificate is trusted/);
});

for (const { name, change, ...words } of refusals) {
  test(`OpenSSL and GnuTLS refuse a chain ${name}`, { skip }, async () => {
    assert.ok(samples);
    const { good, revoked } = samples;
    const { openssl, certtool } = await verifyChain({ ...good, ...change(good, revoked) });
    assert.ok(openssl && certtool);
    assert.equal(openssl.accepted, false, openssl.words);
    assert.match(openssl.words, words.openssl);
    assert.equal(certtool.accepted, false, certtool.words);
    assert.match(certtool.words, words.certtool);
  });
}
