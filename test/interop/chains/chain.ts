import { toBase64 } from '#base';
import {
  encodeCrlEntries,
  encodeTbsCertificate,
  encodeTbsCrl,
  keyIdentifier,
  name,
  nameDer,
  type Extension,
  type Name,
  type ReasonRfcName,
} from '#x509';
import { signDocument, type Signer } from '../specimens/signer.ts';

/** A chain, and what it is to be verified for. Certificates and lists in DER. */
export interface Chain {
  /** Kebab-case, unique. */
  readonly id: string;
  readonly root: Uint8Array;
  /** From the leaf's issuer upwards. */
  readonly intermediates: readonly Uint8Array[];
  readonly leaf: Uint8Array;
  /** One of each authority. */
  readonly lists: readonly Uint8Array[];
  /** The host that a TLS client believes to talk to. */
  readonly host: string;
}

/** An authority: its key, its name, what it says of itself. */
export interface Authority {
  readonly signer: Signer;
  readonly name: Name;
  readonly der: Uint8Array;
}

/** What a certificate of a chain is made from. */
export interface Draft {
  readonly issuer?: Authority;
  readonly signer: Signer;
  readonly name: Name;
  readonly serial: string;
  readonly extensions: readonly Extension[];
  /** Days from now; default: yesterday, and in a month. */
  readonly fromDays?: number;
  readonly untilDays?: number;
}

/** The host of every leaf. */
export const host = 'www.example.com';

const dayMs = 86_400_000;
const keyCompromise: ReasonRfcName = 'keyCompromise';

/** Makes a certificate: signed by its issuer, by itself where there is none. */
export async function certify(draft: Draft): Promise<Uint8Array> {
  const issuer = draft.issuer ?? draft;
  const now = Date.now();
  const tbs = encodeTbsCertificate({
    serial: draft.serial,
    algorithm: issuer.signer.algorithm,
    issuerDer: nameDer(issuer.name),
    subjectDer: nameDer(draft.name),
    notBeforeMs: now + (draft.fromDays ?? -1) * dayMs,
    notAfterMs: now + (draft.untilDays ?? 30) * dayMs,
    spki: draft.signer.spki,
    extensions: draft.extensions,
  });
  return signDocument(tbs, issuer.signer);
}

/** An authority as ours are, with `more` in place of extensions of the same type. */
export async function makeAuthority(
  draft: Omit<Draft, 'extensions'>,
  more: readonly Extension[] = [],
): Promise<Authority> {
  const extensions = replaced(
    [
      basicConstraints(true),
      { type: 'key_usage', critical: true, value: ['crl_sign', 'key_cert_sign'] },
      subjectKeyIdentifier(draft.signer),
      ...(draft.issuer ? [authorityKeyIdentifier(draft.issuer.signer)] : []),
    ],
    more,
  );
  const { signer, name } = draft;
  return { signer, name, der: await certify({ ...draft, extensions }) };
}

/** The certificate of a TLS server as ours are, with `more` in place of extensions of the same type. */
export function certifyServer(
  issuer: Authority,
  signer: Signer,
  more: readonly Extension[] = [],
  draft: Partial<Draft> = {},
): Promise<Uint8Array> {
  const extensions = replaced(
    [
      basicConstraints(false),
      serverKeyUsage(signer),
      { type: 'extended_key_usage', critical: false, value: ['1.3.6.1.5.5.7.3.1'] },
      { type: 'subject_alternative_name', critical: false, value: [{ type: 'DNS', value: host }] },
      subjectKeyIdentifier(signer),
      authorityKeyIdentifier(issuer.signer),
    ],
    more,
  );
  const base = { issuer, signer, name: name(`CN=${host}`), serial: '4711', extensions };
  return certify({ ...base, ...draft });
}

/** How a list differs from those that ours are. */
export interface ListDraft {
  /** Default: the authority's own. */
  readonly signer?: Signer;
  /** Days from now; default: this morning, and in a week. */
  readonly fromDays?: number;
  readonly untilDays?: number;
  readonly extensions?: readonly Extension[];
}

/** The list of an authority, on which the serials stand. */
export async function listRevoked(
  authority: Authority,
  serials: readonly string[] = [],
  { signer = authority.signer, fromDays = -0.25, untilDays = 7, extensions = [] }: ListDraft = {},
): Promise<Uint8Array> {
  const now = Date.now();
  const revokedMs = now + (fromDays - 0.25) * dayMs;
  const revocations = serials.map((serial) => ({ serial, revokedMs, reason: keyCompromise }));
  const number: Extension = { type: 'crl_number', critical: false, value: 1 };
  const tbs = encodeTbsCrl({
    algorithm: signer.algorithm,
    issuerDer: nameDer(authority.name),
    thisUpdateMs: now + fromDays * dayMs,
    nextUpdateMs: now + untilDays * dayMs,
    entries: [encodeCrlEntries(revocations)],
    extensions: [authorityKeyIdentifier(authority.signer), number, ...extensions],
  });
  return signDocument(tbs, signer);
}

/** What tells authorities from others. */
export function basicConstraints(ca: boolean, path_length: number | null = null): Extension {
  return { type: 'basic_constraints', critical: true, value: { ca, path_length } };
}

/** What points at an issuer's key. */
export function authorityKeyIdentifier({ spki }: Pick<Signer, 'spki'>): Extension {
  const value = {
    key_identifier: toBase64(keyIdentifier(spki)),
    authority_cert_issuer: null,
    authority_cert_serial_number: null,
  };
  return { type: 'authority_key_identifier', critical: false, value };
}

/** RSA keys may also be used to encrypt, and NSS insists that they say so. */
function serverKeyUsage({ kind }: Signer): Extension {
  const encrypts = kind.startsWith('rsa-') && kind !== 'rsa-pss';
  const value = ['digital_signature' as const, ...(encrypts ? ['key_encipherment' as const] : [])];
  return { type: 'key_usage', critical: true, value };
}

function subjectKeyIdentifier({ spki }: Signer): Extension {
  const value = toBase64(keyIdentifier(spki));
  return { type: 'subject_key_identifier', critical: false, value };
}

function replaced(list: readonly Extension[], more: readonly Extension[]): Extension[] {
  const types = new Set(more.map((each) => each.type));
  return [...list.filter((each) => !types.has(each.type)), ...more];
}
