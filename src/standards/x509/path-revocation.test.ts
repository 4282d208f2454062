import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { encodeDer, integer, octetString, oid, raw, sequence } from '#der';
import type { DerValue } from '#der';
import { crlStatus } from './crl-status.ts';
import type { CrlQuestion } from './crl-status.ts';
import type { Crl } from './crl.ts';
import type { DistributionPoint } from './distribution-point.ts';
import { encodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import type { IssuingDistributionPoint } from './extensions/issuing-distribution-point.ts';
import type { GeneralName } from './general-name.ts';
import { name } from './name-text.ts';
import type { RevocationRules } from './path-revocation.ts';
import { ca, crlOf, entity, number } from './path-specimens.test.ts';
import type { Entity } from './path-specimens.test.ts';
import { validatePath } from './path-validation.ts';
import type { ReasonFlag, ReasonRfcName } from './revocation-reason.ts';
import { today } from './specimens.test.ts';
import { encodeCrlEntries } from './encode-crl-entries.ts';
import { timeDer } from './time-der.ts';

const day = 86_400_000;
const root = await entity('CN=Root');
const issuing = await entity('CN=Issuing', { issuer: root });
const leaf = await entity('CN=leaf', { issuer: issuing, extensions: [] });
const rootCrl = await crlOf(root);
const emptyCrl = await crlOf(issuing);

const uri = (value: string): GeneralName => ({ type: 'URI', value });
const directory = (text: string): GeneralName => ({ type: 'dirName', value: name(text) });

test('a path that no CRL lists is accepted', () => {
  check(leaf, { crls: [rootCrl, emptyCrl] });
});

test('a certificate without a status is refused, unless that is accepted', () => {
  refused(['unknown_status', 0], leaf, { crls: [rootCrl] });
  refused(['unknown_status', 1], leaf, { crls: [emptyCrl] });
  check(leaf, { crls: [], unknown: 'accept' });
  check(leaf, { crls: [emptyCrl], scope: 'leaf' });
});

test('a revoked leaf and a revoked authority are refused', async () => {
  const listed = await crlOf(issuing, { entries: [entry(leaf, 'keyCompromise')] });
  refused(['revoked', 0], leaf, { crls: [rootCrl, listed] });
  const above = await crlOf(root, { entries: [entry(issuing)] });
  refused(['revoked', 1], leaf, { crls: [above, emptyCrl] });
  check(leaf, { crls: [above, emptyCrl], scope: 'leaf' });
});

test('the detail says when and why', async () => {
  const listed = await crlOf(issuing, { entries: [entry(leaf, 'certificateHold')] });
  assert.throws(() => check(leaf, { crls: [rootCrl, listed] }), {
    detail:
      /was revoked at 2026-11-21T00:00:00.000Z \(certificateHold\) \(RFC 5280 §6.1.3 \(a\)\(3\)\)/,
  });
});

const useless: readonly (readonly [title: string, crl: () => Promise<Crl>])[] = [
  ['of tomorrow', () => crlOf(issuing, { thisUpdateMs: today + day })],
  [
    'of last week',
    () => crlOf(issuing, { thisUpdateMs: today - 2 * day, nextUpdateMs: today - 1 }),
  ],
  ['signed by another key', () => impostorCrl()],
  ['with an unknown critical extension', () => crlOf(issuing, { extensions: [unknown(true)] })],
  [
    'with a critical number',
    () => crlOf(issuing, { extensions: [{ ...number(1), critical: true }] }),
  ],
  ['with an entry that cannot be read', () => crlOf(issuing, { entries: [broken()] })],
  [
    'with an unknown critical extension of another entry',
    () => crlOf(issuing, { entries: [entryOf('7777', [unknown(true)])] }),
  ],
  ['that is a delta', () => crlOf(issuing, { extensions: [number(11), delta(10)] })],
  [
    'for authorities only',
    () => crlOf(issuing, { extensions: [scope({ only_contains_ca_certs: true })] }),
  ],
  [
    'for attribute certificates only',
    () => crlOf(issuing, { extensions: [scope({ only_contains_attribute_certs: true })] }),
  ],
  [
    'for some reasons only',
    () => crlOf(issuing, { extensions: [scope({ only_some_reasons: ['key_compromise'] })] }),
  ],
  [
    'of a distribution point that the certificate does not name',
    () => crlOf(issuing, { extensions: [scope({ full_name: [uri('http://example.com/1')] })] }),
  ],
];

for (const [title, make] of useless) {
  test(`a CRL ${title} tells nothing`, async () => {
    refused(['unknown_status', 0], leaf, { crls: [rootCrl, await make()] });
  });
}

test('a CRL without a number is used, unless the profile is to be kept', async () => {
  const numberless = await crlOf(issuing, {
    extensions: [scope({ only_contains_user_certs: true })],
  });
  const question: CrlQuestion = {
    certificate: leaf.certificate,
    crls: [numberless],
    atMs: today,
    findSigner: () => issuing.certificate.spki,
    verify: () => true,
  };
  assert.equal(crlStatus(question).status, 'good');
  assert.equal(crlStatus({ ...question, strict: true }).status, 'unknown');
});

test('a CRL for users covers a leaf, not an authority', async () => {
  const forUsers = await crlOf(root, { extensions: [scope({ only_contains_user_certs: true })] });
  refused(['unknown_status', 1], leaf, { crls: [forUsers, emptyCrl] });
  const forAuthorities = await crlOf(root, {
    extensions: [scope({ only_contains_ca_certs: true })],
  });
  check(leaf, { crls: [forAuthorities, emptyCrl] });
});

test('of several CRLs the latest is believed', async () => {
  const older = await crlOf(issuing, { entries: [entry(leaf)], thisUpdateMs: today - day });
  check(leaf, { crls: [rootCrl, older, emptyCrl] });
  check(leaf, { crls: [rootCrl, emptyCrl, older] });
});

test('an issuer that may not sign CRLs signs none', async () => {
  const silent = await entity('CN=Silent', {
    issuer: root,
    extensions: [ca(), { type: 'key_usage', critical: true, value: ['key_cert_sign'] }],
  });
  const end = await entity('CN=leaf', { issuer: silent, extensions: [] });
  const crls = [rootCrl, await crlOf(silent)];
  refused(['unknown_status', 0], end, { crls }, silent);
});

test('a delta goes before the complete CRL that it belongs to', async () => {
  const listed = await crlOf(issuing, { entries: [entry(leaf, 'certificateHold')] });
  const deltaOf = async (entries: readonly Uint8Array[], base: number, own: number) =>
    crlOf(issuing, { entries, extensions: [number(own), delta(base)] });
  const removed = await deltaOf([entry(leaf, 'removeFromCRL')], 10, 11);
  check(leaf, { crls: [rootCrl, listed, removed] });
  const added = await deltaOf([entry(leaf)], 9, 11);
  refused(['revoked', 0], leaf, { crls: [rootCrl, emptyCrl, added] });
  for (const [base, own] of [
    [11, 12],
    [9, 10],
  ] as const) {
    const foreign = await deltaOf([entry(leaf, 'removeFromCRL')], base, own);
    refused(['revoked', 0], leaf, { crls: [rootCrl, listed, foreign] });
  }
});

test('a delta of another key changes nothing', async () => {
  const listed = await crlOf(issuing, { entries: [entry(leaf, 'certificateHold')] });
  const forged = await crlOf(await entity('CN=Issuing'), {
    entries: [entry(leaf, 'removeFromCRL')],
    extensions: [number(11), delta(10)],
  });
  refused(['revoked', 0], leaf, { crls: [rootCrl, listed, forged] });
});

test('an authority signs no CRL in the name of another', async () => {
  const borrowed = await crlOf(root, { issuerDer: issuing.certificate.subjectDer });
  refused(['unknown_status', 0], leaf, { crls: [rootCrl, borrowed] });
});

test('a distribution point for some reasons makes no CRL speak for the others', async () => {
  const full_name = [uri('http://example.com/crl')];
  const named = await pointedLeaf({ full_name, reasons: ['key_compromise'] });
  const whole = await crlOf(issuing, { extensions: [scope({ full_name })] });
  refused(['unknown_status', 0], named, { crls: [rootCrl, whole] });
  check(named, { crls: [rootCrl, whole, emptyCrl] });
});

test('CRLs for some reasons each make up the whole together', async () => {
  const split = (only_some_reasons: readonly ReasonFlag[], entries: readonly Uint8Array[] = []) =>
    crlOf(issuing, { entries, extensions: [scope({ only_some_reasons })] });
  const some: readonly ReasonFlag[] = ['key_compromise', 'ca_compromise', 'aa_compromise'];
  const others: readonly ReasonFlag[] = [
    'affiliation_changed',
    'superseded',
    'cessation_of_operation',
    'certificate_hold',
    'privilege_withdrawn',
  ];
  const [first, second] = [await split(some), await split(others)];
  check(leaf, { crls: [rootCrl, first, second] });
  refused(['unknown_status', 0], leaf, { crls: [rootCrl, first] });
  const listed = await split(others, [entry(leaf, 'superseded')]);
  refused(['revoked', 0], leaf, { crls: [rootCrl, first, listed] });
});

test('distribution points are matched by any of their names, relative ones too', async () => {
  const named = await pointedLeaf({ full_name: [uri('http://a.test/'), uri('http://b.test/')] });
  const own = scope({ full_name: [uri('http://b.test/'), uri('http://c.test/')] });
  check(named, { crls: [rootCrl, await crlOf(issuing, { extensions: [own] })] });
  const relative = await pointedLeaf({ relative_name: name('OU=part 1') });
  const part = (text: string) =>
    crlOf(issuing, { extensions: [scope({ relative_name: name(text) })] });
  check(relative, { crls: [rootCrl, await part('OU=part 1')] });
  refused(['unknown_status', 0], relative, { crls: [rootCrl, await part('OU=part 2')] });
  const full = scope({ full_name: [directory('CN=Issuing,OU=part 1')] });
  check(relative, { crls: [rootCrl, await crlOf(issuing, { extensions: [full] })] });
});

test('an indirect CRL speaks for those whose certificates name its issuer', async () => {
  const signer = await entity('CN=Lists', { issuer: root });
  const named = await pointedLeaf({
    full_name: [uri('http://lists.test/')],
    crl_issuer: [directory('CN=Lists')],
  });
  const indirect = (...entries: readonly Uint8Array[]) =>
    crlOf(signer, {
      entries,
      extensions: [scope({ indirect_crl: true, full_name: [uri('http://lists.test/')] })],
    });
  const rules = { certificates: [signer.certificate] };
  check(named, { crls: [rootCrl, await indirect()], ...rules });
  const ours = entryOf(named.certificate.serial, [issuedBy('CN=Issuing')]);
  refused(['revoked', 0], named, { crls: [rootCrl, await indirect(ours)], ...rules });
  const following = [entryOf('7777', [issuedBy('CN=Issuing')]), entry(named)];
  refused(['revoked', 0], named, { crls: [rootCrl, await indirect(...following)], ...rules });
  const theirs = [entryOf('7777', [issuedBy('CN=Other')]), entry(named)];
  check(named, { crls: [rootCrl, await indirect(...theirs)], ...rules });
  check(named, { crls: [rootCrl, await indirect(entry(named))], ...rules });
  refused(['unknown_status', 0], leaf, { crls: [rootCrl, await indirect()], ...rules });
  const direct = await crlOf(signer);
  refused(['unknown_status', 0], named, { crls: [rootCrl, direct], ...rules });
});

test('another key of the issuer may sign its CRLs, until it is revoked itself', async () => {
  const signer = await entity('CN=Issuing', {
    issuer: root,
    extensions: [{ type: 'key_usage', critical: true, value: ['crl_sign'] }],
  });
  const crl = await crlOf(signer);
  const certificates = [signer.certificate];
  check(leaf, { crls: [rootCrl, crl], certificates });
  refused(['unknown_status', 0], leaf, { crls: [rootCrl, crl] });
  const revoked = await crlOf(root, { entries: [entry(signer)] });
  refused(['unknown_status', 0], leaf, { crls: [revoked, crl], certificates });
});

test('a leaf without revocation information needs none, an authority does', async () => {
  const none: Extension = { type: 'no_rev_avail', critical: false, value: null };
  const brief = await entity('CN=leaf', { issuer: issuing, extensions: [none] });
  check(brief, { crls: [rootCrl] });
  const authority = await entity('CN=leaf', { issuer: issuing, extensions: [ca(), none] });
  refused(['unknown_status', 0], authority, { crls: [rootCrl] });
});

test('nobody signs a CRL about itself, unless its issuer named it for that', async () => {
  const selfMade = async (extensions: readonly Extension[]): Promise<Entity> =>
    entity('CN=Issuing', { issuer: issuing, extensions });
  const plain = await selfMade([]);
  const crl = await crlOf(plain);
  refused(['unknown_status', 0], plain, {
    crls: [rootCrl, crl],
    certificates: [plain.certificate],
  });
  const named = await selfMade([points({ crl_issuer: [directory('CN=Issuing')] })]);
  const indirect = await crlOf(named, { extensions: [scope({ indirect_crl: true })] });
  check(named, { crls: [rootCrl, indirect] });
});

test('signers of CRLs that vouch for each other end somewhere', async () => {
  const make = (): Promise<Entity> => entity('CN=Root', { issuer: root, extensions: [] });
  const signers = await Promise.all([make(), make(), make()]);
  const crls = await Promise.all(signers.map((each) => crlOf(each)));
  const certificates = signers.map((each) => each.certificate);
  refused(['unknown_status', 1], leaf, { crls: [...crls, emptyCrl], certificates });
});

function check(end: Entity, revocation: RevocationRules, issuer: Entity = issuing): void {
  const path = [end.certificate, issuer.certificate];
  validatePath({ path, anchor: root.certificate, atMs: today, revocation });
}

function refused(
  [code, index]: readonly [code: string, index: number],
  end: Entity,
  revocation: RevocationRules,
  issuer?: Entity,
): void {
  assert.throws(
    () => check(end, revocation, issuer),
    (error) => {
      assert.ok(isCaError(error, 'bad_certificate'), String(error));
      assert.deepEqual([error.problems[0]?.code, error.problems[0]?.path], [code, ['path', index]]);
      return true;
    },
  );
}

function entry({ certificate }: Entity, reason?: ReasonRfcName): Uint8Array {
  return encodeCrlEntries([{ serial: certificate.serial, revokedMs: today, reason }]);
}

/** An entry with extensions that no CRL of ours has. */
function entryOf(serial: string, extensions: readonly Extension[]): Uint8Array {
  const number: DerValue = integer(BigInt(`0x${serial}`));
  return encodeDer(sequence(number, raw(timeDer(today)), encodeExtensions(extensions)));
}

/** An entry whose extensions are none. */
function broken(): Uint8Array {
  return encodeDer(
    sequence(
      integer(7),
      raw(timeDer(today)),
      sequence(sequence(oid('2.5.29.21'), octetString(new Uint8Array(2)))),
    ),
  );
}

function unknown(critical: boolean): Extension {
  return { type: 'unknown', critical, value: { oid: '1.2.3.4.5', value: 'BQA=' } };
}

function delta(value: number): Extension {
  return { type: 'delta_crl_indicator', critical: true, value };
}

function issuedBy(text: string): Extension {
  return { type: 'certificate_issuer', critical: true, value: [directory(text)] };
}

function scope(fields: Partial<IssuingDistributionPoint>): Extension {
  const value: IssuingDistributionPoint = {
    only_contains_user_certs: false,
    only_contains_ca_certs: false,
    indirect_crl: false,
    only_contains_attribute_certs: false,
    only_some_reasons: null,
    full_name: null,
    relative_name: null,
    ...fields,
  };
  return { type: 'issuing_distribution_point', critical: true, value };
}

function points(fields: Partial<DistributionPoint>): Extension {
  const point = { full_name: null, relative_name: null, crl_issuer: null, reasons: null };
  return { type: 'crl_distribution_points', critical: false, value: [{ ...point, ...fields }] };
}

function pointedLeaf(fields: Partial<DistributionPoint>): Promise<Entity> {
  return entity('CN=leaf', { issuer: issuing, extensions: [points(fields)] });
}

async function impostorCrl(): Promise<Crl> {
  return crlOf(await entity('CN=Issuing'));
}
