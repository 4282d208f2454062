import assert from 'node:assert/strict';
import {
  encodeCertId,
  encodeOcspRequest,
  encodeOcspResponse,
  encodeResponseData,
  issuerId,
  keyIdentifier,
  nameDer,
  parseOcspRequest,
  parseOcspResponse,
  signMessage,
} from '#x509';
import { operation } from '../operation.ts';
import type { Comparison } from '../suite.ts';
import { bareSign, bareVerify, keySpecs, makeKey } from './keys.ts';
import type { Key } from './keys.ts';

const thisUpdateMs = Date.UTC(2026, 10, 21, 12, 0, 0);

/** Answering an OCSP request with a nonce, from its bytes to those of the answer. */
export async function ocspComparisons(): Promise<Comparison[]> {
  const spec = keySpecs['P-256'];
  assert.ok(spec);
  const responder = await makeKey(spec);
  const requests = makeRequests(responder);
  const request = (turn: number): Uint8Array => requests[turn % requests.length] as Uint8Array;
  const tbsDer = answerTo(request(0), keyIdentifier(responder.spki));
  const signature = bareSign(responder, tbsDer);
  const sign = operation({
    label: 'crypto.sign, P-256',
    run: () => bareSign(responder, tbsDer),
    check: (made) => assert.ok(bareVerify(responder, tbsDer, made)),
  });
  const responderKeyHash = keyIdentifier(responder.spki);
  const wrap = (answer: Uint8Array, made: Uint8Array): Uint8Array =>
    encodeOcspResponse({
      tbsDer: answer,
      algorithm: responder.algorithm,
      signature: made,
      certificates: [],
    });
  const build = operation({
    label: 'OCSP: parse request, build answer + wrap',
    run: (turn) => wrap(answerTo(request(turn), responderKeyHash), signature),
    check: checkAnswer,
  });
  const answer = operation({
    label: 'OCSP: parse request, build and sign answer',
    run: async (turn) => {
      const answer = answerTo(request(turn), responderKeyHash);
      return wrap(answer, await signMessage(responder.privateKey, responder.algorithm, answer));
    },
    check: checkAnswer,
  });
  return [
    { ours: build, against: [{ lane: sign, by: 'cost' }] },
    { ours: answer, against: [{ lane: sign, by: 'cost' }] },
  ];
}

function makeRequests({ spki }: Key): Uint8Array[] {
  const subjectDer = nameDer([{ oid: '2.5.4.3', value: 'ca.example.com' }]);
  const issuer = issuerId({ subjectDer, spki }, 'SHA1');
  return Array.from({ length: 64 }, (_, i) => {
    const serial = `400192A3B4C5${String(i).padStart(28, '7')}`;
    return encodeOcspRequest([encodeCertId(issuer, serial)], new Uint8Array(32).fill(i));
  });
}

function answerTo(request: Uint8Array, responderKeyHash: Uint8Array): Uint8Array {
  const { certIds, nonce } = parseOcspRequest(request);
  return encodeResponseData({
    responderKeyHash,
    producedAtMs: thisUpdateMs,
    responses: certIds.map(({ der }) => ({
      certIdDer: der,
      status: { type: 'good' },
      thisUpdateMs,
      nextUpdateMs: thisUpdateMs + 86_400_000,
    })),
    nonce,
  });
}

function checkAnswer(der: Uint8Array): void {
  assert.equal(parseOcspResponse(der).basic?.responses[0]?.status.type, 'good');
}
