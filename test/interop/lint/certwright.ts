import { CaError, equalBytes } from '#base';
import { prepareCertificate, prepareCrl, prepareOcspResponse } from '#lint';
import { parseCertificate, parseCrl, parseOcspResponse } from '#x509';
import type { LintDocument } from './documents.ts';
import { knowsAll, type Finding, type Linter } from './linter.ts';

/** Our own rules, as they are asked before anything is signed. */
export const certwrightLinter: Linter = {
  name: 'certwright',
  skip: false,
  lint: (documents) => Promise.resolve(documents.flatMap(findingsOf)),
  knows: knowsAll,
};

/** The rules that say no; where the document cannot be read, the code of that. */
function findingsOf(document: LintDocument): Finding[] {
  try {
    prepare[document.kind](document);
    return [];
  } catch (error) {
    if (!(error instanceof CaError)) throw error;
    const { code, detail, problems } = error;
    const found = code === 'lint_failed' ? problems : [{ code, detail }];
    return found.map((each) => ({
      linter: 'certwright',
      id: document.id,
      code: each.code,
      words: each.detail,
    }));
  }
}

const prepare: Readonly<Record<LintDocument['kind'], (document: LintDocument) => unknown>> = {
  certificate: ({ der, issuer, isPublic }) =>
    prepareCertificate(parseCertificate(der).tbsDer, {
      issuer: equalBytes(der, issuer) ? 'self' : parseCertificate(issuer),
      ruleSets: isPublic ? ['tls'] : [],
    }),
  list: ({ der, issuer }) => prepareCrl(parseCrl(der).tbsDer, { issuer: parseCertificate(issuer) }),
  answer: ({ der, issuer }) => {
    const { basic } = parseOcspResponse(der);
    const [responder = issuer] = basic?.certificates ?? [];
    return (
      basic &&
      prepareOcspResponse(basic.tbsDer, {
        algorithm: basic.algorithm,
        nonce: basic.nonce,
        issuer: parseCertificate(issuer),
        responder: parseCertificate(responder),
      })
    );
  },
};
