import {
  constructed,
  constructedTag,
  contextTag,
  encodeDer,
  explicit,
  generalizedTime,
  integer,
  octetString,
  oid,
  primitive,
  raw,
  sequence,
  tag,
  type DerValue,
} from '#der';
import {
  chooseSignatureAlgorithm,
  encodeCertId,
  issuerId,
  keyIdentifier,
  type Certificate,
  type SignatureAlgorithm,
} from '#x509';
import {
  certificateOf,
  issuingCertificate,
  leaf,
  purposes,
  type CertificateChanges,
  type Samples,
} from './certificates.samples.ts';
import type { OcspContext } from './unsigned-ocsp-response.ts';

/** What is to be judged, and in the light of what. */
export interface OcspSample {
  readonly tbsDer: Uint8Array;
  readonly context: OcspContext;
}

/** What the samples of a rule over OCSP responses are. */
export type OcspSamples = Samples<OcspSample>;

/** In what a sample differs from the plain one. */
export interface OcspChanges {
  readonly algorithm?: SignatureAlgorithm;
  readonly issuer?: Certificate;
  readonly responder?: Certificate;
  readonly responderKeyHash?: Uint8Array;
  /** Names the responder by this name instead of its key. */
  readonly responderName?: Uint8Array;
  /** ISO 8601. */
  readonly producedAt?: string;
  /** As {@link single} makes them. */
  readonly responses?: readonly DerValue[];
  readonly nonce?: Uint8Array;
  /** The nonce of the request. */
  readonly asked?: Uint8Array;
}

/** A certificate that allows to answer for the issuing authority. */
export function delegate(changes: CertificateChanges = {}): Certificate {
  const { with: more = [], ...others } = changes;
  return certificateOf(leaf({ ...others, with: [purposes('1.3.6.1.5.5.7.3.9'), ...more] }));
}

const plainDelegate = delegate();

/** A response of a delegate about one certificate. */
export function response(changes: OcspChanges = {}): OcspSample {
  const { issuer = issuingCertificate, responder = plainDelegate, nonce, asked } = changes;
  const { responses = [single()], producedAt = '2026-02-01T00:00:00Z' } = changes;
  const keyHash = changes.responderKeyHash ?? keyIdentifier(responder.spki);
  const tbsDer = encodeDer(
    sequence(
      changes.responderName
        ? explicit(1, raw(changes.responderName))
        : explicit(2, octetString(keyHash)),
      generalizedTime(Date.parse(producedAt)),
      sequence(...responses),
      nonce && explicit(1, sequence(nonceExtension(nonce))),
    ),
  );
  const algorithm = changes.algorithm ?? chooseSignatureAlgorithm(responder.spki);
  return { tbsDer, context: { algorithm, issuer, responder, nonce: asked } };
}

/** In what an answer differs from the plain one. */
export interface SingleChanges {
  /** CertID, DER. */
  readonly certIdDer?: Uint8Array;
  readonly status?: DerValue;
  /** ISO 8601. */
  readonly thisUpdate?: string;
  /** Null for none. */
  readonly nextUpdate?: string | null;
}

/** An answer that says good of a certificate of the issuing authority. */
export function single(changes: SingleChanges = {}): DerValue {
  const { thisUpdate = '2026-02-01T00:00:00Z', nextUpdate = '2026-02-02T00:00:00Z' } = changes;
  const plain = encodeCertId(issuerId(issuingCertificate, 'SHA1'), '40AA');
  return sequence(
    raw(changes.certIdDer ?? plain),
    changes.status ?? primitive(contextTag(0), new Uint8Array(0)),
    generalizedTime(Date.parse(thisUpdate)),
    nextUpdate === null ? undefined : explicit(0, generalizedTime(Date.parse(nextUpdate))),
  );
}

/** The status revoked, with the number of a reason. */
export function revoked(at: string, reason: number): DerValue {
  return constructed(
    constructedTag(1),
    generalizedTime(Date.parse(at)),
    explicit(0, integer(reason, tag.enumerated)),
  );
}

/** The status unknown. */
export function unknown(): DerValue {
  return primitive(contextTag(2), new Uint8Array(0));
}

function nonceExtension(nonce: Uint8Array): DerValue {
  return sequence(oid('1.3.6.1.5.5.7.48.1.2'), octetString(encodeDer(octetString(nonce))));
}
