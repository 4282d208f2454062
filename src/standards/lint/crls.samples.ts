import { toBase64 } from '#base';
import {
  encodeDer,
  explicit,
  type generalizedTime,
  integer,
  raw,
  sequence,
  time,
  type DerValue,
} from '#der';
import {
  chooseSignatureAlgorithm,
  encodeExtensions,
  keyIdentifier,
  type Certificate,
  type Extension,
  type ExtensionType,
  type IssuingDistributionPoint,
  type SignatureAlgorithm,
} from '#x509';
import { rootCertificate, type Samples } from './certificates.samples.ts';
import type { CrlContext } from './unsigned-crl.ts';

/** What is to be judged, and in the light of what. */
export interface CrlSample {
  readonly tbsDer: Uint8Array;
  readonly context: CrlContext;
}

/** What the samples of a rule over CRLs, or over their entries, are. */
export type CrlSamples = Samples<CrlSample>;

/** In what a sample differs from the plain one. */
export interface CrlChanges {
  /** Null for a v1 CRL, which names no version. */
  readonly version?: number | null;
  readonly algorithm?: SignatureAlgorithm;
  readonly issuer?: Certificate;
  readonly issuerDer?: Uint8Array;
  /** ISO 8601; null for none. */
  readonly nextUpdate?: string | null;
  /** How times are written. Default: as RFC 5280 wants it. */
  readonly time?: typeof generalizedTime;
  /** As {@link entry} makes them; null for none. */
  readonly entries?: readonly DerValue[] | null;
  /** These in place of those of the same type, or besides. */
  readonly with?: readonly Extension[];
  readonly without?: readonly ExtensionType[];
}

const thisUpdateMs = Date.UTC(2026, 5, 1);

/** A CRL of the root with one entry. */
export function crl(changes: CrlChanges = {}): CrlSample {
  const { issuer = rootCertificate, version = 1, nextUpdate = '2026-06-02T00:00:00Z' } = changes;
  const { entries = [entry()], time: timeDer = time } = changes;
  const tbsDer = encodeDer(
    sequence(
      version === null ? undefined : integer(version),
      raw((changes.algorithm ?? chooseSignatureAlgorithm(issuer.spki)).der),
      raw(changes.issuerDer ?? issuer.subjectDer),
      timeDer(thisUpdateMs),
      nextUpdate === null ? undefined : timeDer(Date.parse(nextUpdate)),
      entries === null ? undefined : sequence(...entries),
      version === null ? undefined : extensionsDer(changes, issuer),
    ),
  );
  return { tbsDer, context: { issuer } };
}

/** In what an entry differs from the plain one. */
export interface EntryChanges {
  readonly serial?: number;
  /** ISO 8601. */
  readonly revoked?: string;
  readonly time?: typeof generalizedTime;
  readonly with?: readonly Extension[];
}

/** An entry with a reason. */
export function entry(changes: EntryChanges = {}): DerValue {
  const { serial = 17, revoked = '2026-05-01T00:00:00Z', time: timeDer = time } = changes;
  const extensions = changes.with ?? [reason('key_compromise')];
  return sequence(
    integer(serial),
    timeDer(Date.parse(revoked)),
    extensions.length === 0 ? undefined : encodeExtensions(extensions),
  );
}

/** The reason of an entry. */
export function reason(
  value: Extract<Extension, { type: 'crl_reason' }>['value'],
  critical: boolean = false,
): Extension {
  return { type: 'crl_reason', critical, value };
}

/** Makes a CRL a delta CRL. */
export function delta(base: number, critical: boolean = true): Extension {
  return { type: 'delta_crl_indicator', critical, value: base };
}

/** Limits a CRL to a scope. */
export function scope(
  fields: Partial<IssuingDistributionPoint>,
  critical: boolean = true,
): Extension {
  const value = {
    only_contains_user_certs: false,
    only_contains_ca_certs: false,
    indirect_crl: false,
    only_contains_attribute_certs: false,
    only_some_reasons: null,
    full_name: null,
    relative_name: null,
    ...fields,
  };
  return { type: 'issuing_distribution_point', critical, value };
}

function extensionsDer(changes: CrlChanges, issuer: Certificate): DerValue {
  const plain: Extension[] = [
    {
      type: 'authority_key_identifier',
      critical: false,
      value: {
        key_identifier: toBase64(keyIdentifier(issuer.spki)),
        authority_cert_issuer: null,
        authority_cert_serial_number: null,
      },
    },
    { type: 'crl_number', critical: false, value: 8 },
  ];
  const byType = new Map<string, Extension>();
  for (const each of [...plain, ...(changes.with ?? [])]) byType.set(each.type, each);
  for (const type of changes.without ?? []) byType.delete(type);
  return explicit(0, encodeExtensions([...byType.values()]));
}
