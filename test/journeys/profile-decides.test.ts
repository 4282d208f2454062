/* What a profile leaves to the CA is refused on every road, naming the field, and nothing is issued. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isCaError, Secret } from '#base';
import type { IssueRequest } from '#certificates';
import { findExtension, name } from '#x509';
import { makeCsr } from '../csr.ts';
import { testServer, type TestServer } from './test-server.ts';

let server: TestServer;
let csr: string;
const profiles = {
  strict: {
    subject: [{ oid: 'O', value: 'Example' }],
    extensions: { key_usage: { value: ['digital_signature'] } },
    decides: {
      subject: 'ca',
      extensions: { '*': 'ca', subject_alternative_name: 'requester' },
    },
  },
};
const names = {
  type: 'subject_alternative_name',
  critical: false,
  value: [{ type: 'DNS', value: 'a.example' }],
} as const;

before(async () => {
  server = await testServer({ profiles, defaultProfile: 'strict' });
  csr = (await makeCsr()).pem;
});
after(() => server[Symbol.asyncDispose]());

type Refused = Pick<IssueRequest, 'subject'>;

const roads: Readonly<Record<string, (request: Refused) => Promise<unknown>>> = {
  library: (request) => server.ca.certificates.issue(server.ca.issuing, { csr, ...request }),
  'library: named by its asker': (request) =>
    server.ca.certificates.issue(server.ca.issuing, { csr, ...request, requestId: 'order/1' }),
  'library: with a key': (request) =>
    server.ca.certificates.issueWithKey(server.ca.issuing, {
      ...request,
      password: new Secret('pass word'),
    }),
  order: (request) =>
    server.ca.certificates.order(server.ca.issuing, { csr, ...request }, { id: 1, name: 'admin' }),
};

for (const [road, go] of Object.entries(roads))
  test(`${road}: a subject of its own is refused`, async () => {
    const count = (await server.ca.certificates.list()).length;
    await assert.rejects(
      go({ subject: name('CN=other.example') }),
      (error) => isCaError(error, 'refused') && error.problems[0]?.path[0] === 'subject',
    );
    assert.equal((await server.ca.certificates.list()).length, count);
  });

test('REST: a subject of its own is refused at once, none is filled in', async () => {
  const path = `/api/ca/${server.ca.issuing.serial}/sign/?wait=10`;
  const extensions = [names];
  const other = { csr, subject: [{ oid: 'CN', value: 'b.example' }], extensions };
  const refused = await server.call('POST', path, other);
  assert.equal(refused.status, 400);
  assert.match(refused.text, /decides subject itself/);
  const { json } = await server.call('POST', path, { csr, subject: [], extensions });
  const { serial } = json as { serial: string };
  const issued = await server.ca.certificates.get({ serial });
  assert.deepEqual(issued.subject, name('O=Example,CN=a.example'));
  assert.deepEqual(findExtension(issued.certificate.extensions, 'key_usage')?.value, [
    'digital_signature',
  ]);
});
