import { encodeDer, sequence, time, unsignedInteger } from '#der';
import {
  encodeCrlEntries,
  encodeExtensions,
  encodeTbsCrl,
  nameDer,
  revocationReasons,
  type Extension,
  type Name,
  type ReasonRfcName,
} from '#x509';
import { entrySamples, sampleExtension } from './extension-samples.ts';
import { authorityKeyIdentifier, issuerName } from './issuer.ts';
import { signDocument, type Signer } from './signer.ts';

/** One entry of a CRL; times as in {@link ListSaid}. */
export interface EntrySaid {
  readonly serial: string;
  readonly revoked: string;
  readonly extensions: readonly Extension[];
}

/** What a CRL says, in the form that every reading of it is brought into. */
export interface ListSaid {
  readonly issuer: Name;
  /** ISO 8601 in whole seconds. */
  readonly this_update: string;
  readonly next_update: string;
  /** The `id` of the algorithm: `ecdsa-sha256`. */
  readonly signature_algorithm: string;
  readonly extensions: readonly Extension[];
  readonly entries: readonly EntrySaid[];
}

/** A CRL we made, and what it is meant to say. */
export interface ListSpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly said: ListSaid;
  readonly signer: Signer;
}

interface Plan {
  readonly id: string;
  readonly signer: Signer;
  readonly entries?: readonly EntrySaid[];
  /** Sample that is its number. Default: `crl-number`. */
  readonly number?: string;
  /** Further samples. */
  readonly also?: readonly string[];
  readonly nextUpdate?: string;
}

const rfcNames = new Map<string, ReasonRfcName>(
  revocationReasons.map(({ name, rfcName }) => [name, rfcName]),
);
const revoked = '2026-02-03T04:05:06Z';
const reasons = entrySamples.filter((each) => each.id.startsWith('reason-'));

/** One entry without a reason, one for every reason, and the date since when the key is not to be trusted. */
const entries: readonly EntrySaid[] = [
  { serial: '4000', revoked, extensions: [] },
  ...reasons.map(({ extension }, at) => ({
    serial: (0x4001 + at).toString(16).toUpperCase(),
    revoked,
    extensions: [extension],
  })),
  {
    serial: `7F${'A5'.repeat(19)}`,
    revoked,
    extensions: [sampleExtension('reason-key-compromise'), sampleExtension('invalidity-date')],
  },
  {
    serial: '80',
    revoked: '2051-02-03T04:05:06Z',
    extensions: [sampleExtension('invalidity-date')],
  },
];

const indirect: readonly EntrySaid[] = [
  {
    serial: '4001',
    revoked,
    extensions: [sampleExtension('reason-superseded'), sampleExtension('certificate-issuer')],
  },
];

/** Extensions beside the number, for a CRL each. */
const lone = [
  'scope-users',
  'scope-authorities',
  'scope-attributes',
  'scope-relative',
  'scope-indirect',
  'freshest-crl',
  'issuer-alternative-name',
  'authority-information-access',
];

/** Full, empty, delta, partitioned and indirect CRLs, and a full one of every kind of key. */
export async function makeLists(
  signers: readonly Signer[],
  signer: Signer,
): Promise<ListSpecimen[]> {
  return Promise.all([
    ...signers.map((each) => list({ id: `list-${each.kind}`, signer: each, entries })),
    list({ id: 'list-empty', signer }),
    list({ id: 'list-number', signer, number: 'crl-number-of-20-octets' }),
    list({ id: 'list-until-2050', signer, nextUpdate: '2050-01-01T00:00:00Z', entries }),
    list({
      id: 'list-delta',
      signer,
      number: 'crl-number-of-delta',
      entries: entries.slice(0, 3),
      also: ['delta-crl-indicator'],
    }),
    ...lone.map((each) => list({ id: `list-${each}`, signer, also: [each] })),
    list({ id: 'list-indirect', signer, entries: indirect, also: ['scope-indirect'] }),
    makeLongList(signer, 1000),
  ]);
}

/** A CRL of `count` entries that say no more than a reason. */
export function makeLongList(signer: Signer, count: number): Promise<ListSpecimen> {
  return list({ id: `list-of-${count}`, signer, entries: many(count) });
}

function many(count: number): EntrySaid[] {
  return Array.from({ length: count }, (_, at) => ({
    serial: (2n ** 158n + BigInt(at)).toString(16).toUpperCase(),
    revoked,
    extensions: [sampleExtension('reason-superseded')],
  }));
}

async function list(plan: Plan): Promise<ListSpecimen> {
  const { id, signer } = plan;
  const said: ListSaid = {
    issuer: issuerName,
    this_update: '2026-02-04T00:00:00Z',
    next_update: plan.nextUpdate ?? '2036-02-04T00:00:00Z',
    signature_algorithm: signer.algorithm.id,
    extensions: [
      authorityKeyIdentifier,
      ...[plan.number ?? 'crl-number', ...(plan.also ?? [])].map(sampleExtension),
    ],
    entries: plan.entries ?? [],
  };
  const tbs = encodeTbsCrl({
    algorithm: signer.algorithm,
    issuerDer: nameDer(said.issuer),
    thisUpdateMs: Date.parse(said.this_update),
    nextUpdateMs: Date.parse(said.next_update),
    entries: said.entries.map(encodeEntry),
    extensions: said.extensions,
  });
  return { id, der: await signDocument(tbs, signer), said, signer };
}

/** Through `encodeCrlEntries` as far as it knows the extensions; the entries of indirect CRLs it does not write. */
function encodeEntry({ serial, revoked, extensions }: EntrySaid): Uint8Array {
  if (extensions.some((each) => each.type === 'certificate_issuer')) {
    const octets = new Uint8Array(Buffer.from(serial, 'hex'));
    const date = time(Date.parse(revoked));
    return encodeDer(sequence(unsignedInteger(octets), date, encodeExtensions(extensions)));
  }
  const reason = extensions.find((each) => each.type === 'crl_reason')?.value;
  const compromised = extensions.find((each) => each.type === 'invalidity_date')?.value;
  return encodeCrlEntries([
    {
      serial,
      revokedMs: Date.parse(revoked),
      ...(reason !== undefined && { reason: rfcNames.get(reason) }),
      ...(compromised !== undefined && { compromisedMs: Date.parse(compromised) }),
    },
  ]);
}
