import { present } from '#base';
import {
  makeBundles,
  makeKeys,
  makeStores,
  type BundleSpecimen,
  type KeySpecimen,
  type StoreSpecimen,
} from './bundles.ts';
import {
  certifyAuthority,
  certifyEverything,
  certifySamples,
  certifyShapes,
  type CertificateSpecimen,
} from './certificates.ts';
import { makeSigners } from './key-kinds.ts';
import { makeLists, type ListSpecimen } from './lists.ts';
import { makeRequests, type RequestSpecimen } from './requests.ts';
import type { Signer } from './signer.ts';
import {
  makeAnswers,
  makeQuestions,
  type AnswerSpecimen,
  type QuestionSpecimen,
} from './status.ts';

/** Every document that readers are asked about. */
export interface Specimens {
  /** By kind of key: the certificate that all others under that key verify against. */
  readonly authorities: ReadonlyMap<string, CertificateSpecimen>;
  /** The authorities among them. */
  readonly certificates: readonly CertificateSpecimen[];
  readonly requests: readonly RequestSpecimen[];
  readonly lists: readonly ListSpecimen[];
  readonly questions: readonly QuestionSpecimen[];
  readonly answers: readonly AnswerSpecimen[];
  readonly bundles: readonly BundleSpecimen[];
  readonly keys: readonly KeySpecimen[];
  readonly stores: readonly StoreSpecimen[];
}

/** Makes them all, anew; with `full` also under the kinds of keys that are seldom asked for. */
export async function makeSpecimens(full: boolean): Promise<Specimens> {
  const signers = await makeSigners(full);
  const authorities = await Promise.all(signers.map(certifyAuthority));
  const usual = signerOf(signers, 'p-256');
  return {
    authorities: new Map(authorities.map((each) => [each.signer.kind, each])),
    certificates: [
      ...authorities,
      ...(await certifyEverything(signers)),
      ...(await certifySamples(usual)),
      ...(await certifyShapes(usual)),
    ],
    requests: await makeRequests(signers),
    lists: await makeLists(signers, usual),
    questions: makeQuestions(usual),
    answers: await makeAnswers(signers, usual, signerOf(signers, 'rsa-2048')),
    bundles: makeBundles(authorities),
    keys: await makeKeys(signers),
    stores: await makeStores(authorities),
  };
}

function signerOf(signers: readonly Signer[], kind: string): Signer {
  return present(
    signers.find((each) => each.kind === kind),
    `a key of kind ${kind}`,
  );
}

/** The certificate of the authority with this key. */
export function authorityOf({ authorities }: Specimens, { kind }: Signer): CertificateSpecimen {
  return present(authorities.get(kind), `an authority of kind ${kind}`);
}
