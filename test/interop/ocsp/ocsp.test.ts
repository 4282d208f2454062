/* B9: what software of others makes of our answers, over HTTP, for every state that a serial can be in. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { randomOctets, toHex } from '#base';
import { parseOnePem } from '#der';
import { encodeCertId, encodeOcspRequest, issuerId, parseCertificate } from '#x509';
import { told } from '../../ocsp.ts';
import { verdictOf } from './client.ts';
import { clients } from './clients.ts';
import { makeHouse } from './house.ts';

const house = await makeHouse();
after(() => house[Symbol.asyncDispose]());

describe('good, revoked, held, released, expired, never issued, of another issuer', () => {
  for (const client of clients) {
    test(client.name, { skip: client.skip }, async () => {
      const said = await client.ask(house.cases);
      for (const [at, { id, expected }] of house.cases.entries()) {
        const verdict = verdictOf(client, said[at] ?? '');
        // A certificate that has ended is of no use to some, who do not ask about it.
        const refuses = id === 'expired' && client.words.refused !== null && verdict === 'refused';
        assert.ok(verdict === expected || refuses, `${id}, ${expected}: ${verdict}`);
      }
    });
  }
});

test('OpenSSL is told at the address of another authority that it is not the one to ask', async (t) => {
  const [client] = clients;
  const [good] = house.cases;
  if (!client || !good || client.skip !== false) return t.skip(String(client?.skip));
  const [said] = await client.ask([{ ...good, issuerPem: good.rootPem }]);
  assert.equal(verdictOf(client, said ?? ''), 'refused');
});

const count = Number(process.env['CERTWRIGHT_OCSP_SERIALS'] ?? 480);
test(`over HTTP, of ${count} random serials none is good`, async () => {
  const issuer = parseCertificate(parseOnePem(house.issuer, 'CERTIFICATE'));
  const id = issuerId(issuer, 'SHA-256');
  for (let done = 0; done < count; done += 16) {
    const serials = Array.from({ length: 16 }, () => `4${toHex(randomOctets(9)).toUpperCase()}`);
    const body = encodeOcspRequest(serials.map((serial) => encodeCertId(id, serial)));
    const answer = await fetch(house.url, { method: 'POST', body });
    const { says } = told({ der: new Uint8Array(await answer.arrayBuffer()), keep: null });
    assert.equal(says, serials.map(() => 'unknown').join(', '));
  }
});
