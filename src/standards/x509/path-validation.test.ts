import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import type { Extension } from './extension.ts';
import { parseGeneralName, parseSubtreeName } from './general-name-text.ts';
import { anyPolicy } from './path-policies.ts';
import { authorities, ca, entity, policies } from './path-specimens.test.ts';
import type { Entity } from './path-specimens.test.ts';
import { findPath, validatePath } from './path-validation.ts';
import type { ValidationRules } from './path-validation.ts';
import { today } from './specimens.test.ts';

const day = 86_400_000;
const [root, issuing] = await twoAuthorities();
const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';

const san = (...names: readonly string[]): Extension => ({
  type: 'subject_alternative_name',
  critical: false,
  value: names.map(parseGeneralName),
});
const purposes = (...value: readonly string[]): Extension => ({
  type: 'extended_key_usage',
  critical: false,
  value,
});
const permitted = (...bases: readonly string[]): Extension => ({
  type: 'name_constraints',
  critical: true,
  value: { permitted_subtrees: bases.map(parseSubtreeName), excluded_subtrees: null },
});
const excluded = (...bases: readonly string[]): Extension => ({
  type: 'name_constraints',
  critical: true,
  value: { permitted_subtrees: null, excluded_subtrees: bases.map(parseSubtreeName) },
});
const limits = (
  require_explicit_policy: number | null,
  inhibit_policy_mapping: number | null = null,
): Extension => ({
  type: 'policy_constraints',
  critical: true,
  value: { require_explicit_policy, inhibit_policy_mapping },
});
const mapped = (issuer_domain_policy: string, subject_domain_policy: string): Extension => ({
  type: 'policy_mappings',
  critical: true,
  value: [{ issuer_domain_policy, subject_domain_policy }],
});
const noAnyPolicy = (value: number): Extension => ({
  type: 'inhibit_any_policy',
  critical: true,
  value,
});
const unknown = (critical: boolean): Extension => ({
  type: 'unknown',
  critical,
  value: { oid: '1.2.3.4.5', value: 'BQA=' },
});
const poison: Extension = { type: 'precert_poison', critical: true, value: null };

/** Extensions of a path from the anchor down to the leaf, and the outcome: nothing, or a code and where. */
interface PathFields {
  readonly anchor?: readonly Extension[];
  /** Of the authorities between, from the anchor downwards. Default: one plain authority. */
  readonly between?: readonly (readonly Extension[])[];
  readonly leaf?: readonly Extension[];
  readonly subject?: string;
  /** Which certificates identify keys. Default: none. */
  readonly identified?: 'all' | 'authorities';
}

interface Case extends PathFields {
  readonly title: string;
  readonly rules?: Partial<ValidationRules>;
  readonly fault?: readonly [code: string, place: number | 'anchor'];
  readonly policies?: readonly string[];
}

const usage = (...value: Extract<Extension, { type: 'key_usage' }>['value']): Extension => ({
  type: 'key_usage',
  critical: true,
  value,
});

const cases: readonly Case[] = [
  { title: 'a plain path' },
  { title: 'a path of one certificate', between: [] },
  { title: 'an authority as leaf', leaf: [ca()] },
  {
    title: 'an authority as leaf where none is wanted',
    leaf: [ca()],
    rules: { endEntity: true },
    fault: ['authority_as_leaf', 0],
  },

  { title: 'an issuer without extensions', between: [[]], fault: ['not_an_authority', 1] },
  {
    title: 'an issuer whose basic constraints deny it',
    between: [
      [{ type: 'basic_constraints', critical: true, value: { ca: false, path_length: null } }],
    ],
    fault: ['not_an_authority', 1],
  },
  {
    title: 'an anchor without basic constraints',
    anchor: [],
    fault: ['not_an_authority', 'anchor'],
  },
  {
    title: 'an issuer that may not sign certificates',
    between: [[ca(), usage('crl_sign')]],
    fault: ['may_not_sign', 1],
  },
  { title: 'an issuer without key usage', between: [[ca()]] },

  { title: 'a path length that is kept', anchor: [ca(1)] },
  {
    title: 'a path length of the anchor that is not kept',
    anchor: [ca(0)],
    fault: ['path_too_long', 1],
  },
  {
    title: 'a path length between that is not kept',
    between: [[ca(0)], [ca()]],
    fault: ['path_too_long', 1],
  },
  { title: 'a path length that does not count the leaf', between: [[ca(0)]], leaf: [ca()] },
  { title: 'as many authorities as asked for', rules: { maxAuthorities: 1 } },
  {
    title: 'more authorities than asked for',
    rules: { maxAuthorities: 0 },
    fault: ['path_too_long', 1],
  },

  { title: 'an unknown extension', leaf: [unknown(false)] },
  {
    title: 'an unknown critical extension of the leaf',
    leaf: [unknown(true)],
    fault: ['unknown_critical_extension', 0],
  },
  {
    title: 'an unknown critical extension between',
    between: [[ca(), unknown(true)]],
    fault: ['unknown_critical_extension', 1],
  },
  {
    title: 'an unknown critical extension of the anchor',
    anchor: [ca(), unknown(true)],
    fault: ['unknown_critical_extension', 'anchor'],
  },
  {
    title: 'a critical extension that is known and means no',
    leaf: [poison],
    fault: ['unknown_critical_extension', 0],
  },

  {
    title: 'a purpose asked for and given',
    leaf: [purposes(serverAuth)],
    rules: { purpose: serverAuth },
  },
  { title: 'a purpose asked for and not limited', rules: { purpose: serverAuth } },
  { title: 'any purpose', leaf: [purposes('2.5.29.37.0')], rules: { purpose: serverAuth } },
  {
    title: 'another purpose',
    leaf: [purposes(clientAuth)],
    rules: { purpose: serverAuth },
    fault: ['wrong_purpose', 0],
  },
  {
    title: 'an authority for another purpose',
    between: [[ca(), purposes(clientAuth)]],
    leaf: [purposes(serverAuth)],
    rules: { purpose: serverAuth },
    fault: ['wrong_purpose', 1],
  },
  {
    title: 'an anchor for another purpose',
    anchor: [ca(), purposes(clientAuth)],
    rules: { purpose: serverAuth },
    fault: ['wrong_purpose', 'anchor'],
  },
  {
    title: 'a key usage asked for and given',
    leaf: [usage('digital_signature')],
    rules: { usages: ['digital_signature'] },
  },
  {
    title: 'a key usage asked for and not given',
    leaf: [usage('key_encipherment')],
    rules: { usages: ['digital_signature'] },
    fault: ['wrong_key_usage', 0],
  },

  {
    title: 'names within all constraints',
    anchor: [ca(), permitted('DNS:example.com')],
    between: [[ca(), permitted('DNS:www.example.com')]],
    leaf: [san('DNS:www.example.com')],
  },
  {
    title: 'a name outside the constraints of the anchor',
    anchor: [ca(), permitted('DNS:example.com')],
    leaf: [san('DNS:example.org')],
    fault: ['name_not_permitted', 0],
  },
  {
    title: 'a name that an authority permits and the one above does not',
    anchor: [ca(), permitted('DNS:www.example.com')],
    between: [[ca(), permitted('DNS:example.com')]],
    leaf: [san('DNS:ftp.example.com')],
    fault: ['name_not_permitted', 0],
  },
  {
    title: 'an excluded name',
    between: [[ca(), excluded('DNS:example.com')]],
    leaf: [san('DNS:*.example.com')],
    fault: ['name_excluded', 0],
  },
  {
    title: 'an authority with an excluded name',
    anchor: [ca(), excluded('dirName:CN=Authority 0')],
    fault: ['name_excluded', 1],
  },
  {
    title: 'a constraint that cannot be compared, and a name of its form',
    anchor: [ca(), permitted('RID:1.2.3')],
    leaf: [san('RID:1.2.3.4')],
    fault: ['name_not_permitted', 0],
  },
  {
    title: 'a constraint that cannot be compared, and no name of its form',
    anchor: [ca(), permitted('RID:1.2.3')],
  },
  {
    title: 'a name outside the constraints of whoever asks',
    leaf: [san('DNS:example.org')],
    rules: {
      nameConstraints: {
        permitted_subtrees: [parseSubtreeName('DNS:example.com')],
        excluded_subtrees: null,
      },
    },
    fault: ['name_not_permitted', 0],
  },
  {
    title: 'an e-mail address in the subject outside the constraints',
    anchor: [ca(), permitted('email:example.com')],
    subject: 'CN=x,emailAddress=user@example.org',
    fault: ['name_not_permitted', 0],
  },
  {
    title: 'more names and constraints than bounded effort can compare',
    anchor: [ca(), excluded(...manyNames('x', 600))],
    leaf: [san(...manyNames('y', 600))],
    fault: ['work_limit', 0],
  },

  { title: 'no policies where none are asked for', policies: [] },
  {
    title: 'one policy throughout',
    between: [[ca(), policies('1.2.1', '1.2.2')]],
    leaf: [policies('1.2.1')],
    rules: { requirePolicy: true },
    policies: ['1.2.1'],
  },
  {
    title: 'a policy that is not among those asked for',
    between: [[ca(), policies('1.2.1')]],
    leaf: [policies('1.2.1')],
    rules: { requirePolicy: true, policies: ['1.2.2'] },
    fault: ['policy_not_acceptable', 0],
  },
  {
    title: 'a policy that is not asked for where none has to hold',
    between: [[ca(), policies('1.2.1')]],
    leaf: [policies('1.2.1')],
    rules: { policies: ['1.2.2'] },
    policies: [],
  },
  {
    title: 'different policies where one has to hold',
    between: [[ca(), policies('1.2.1')]],
    leaf: [policies('1.2.2')],
    rules: { requirePolicy: true },
    fault: ['no_valid_policy', 0],
  },
  {
    title: 'an authority that requires a policy at once',
    between: [[ca(), limits(0)]],
    fault: ['no_valid_policy', 0],
  },
  {
    title: 'an authority that requires a policy from the leaf on',
    between: [[ca(), policies('1.2.1'), limits(1)]],
    fault: ['policy_not_acceptable', 0],
  },
  { title: 'an authority that requires a policy beyond the leaf', between: [[ca(), limits(2)]] },
  {
    title: 'an anchor that requires a policy',
    anchor: [ca(), limits(0)],
    fault: ['no_valid_policy', 1],
  },
  {
    title: 'a leaf that requires a policy',
    leaf: [limits(0)],
    fault: ['policy_not_acceptable', 0],
  },
  {
    title: 'anyPolicy in the place of a policy',
    between: [[ca(), policies(anyPolicy)]],
    leaf: [policies('1.2.1')],
    rules: { requirePolicy: true, policies: ['1.2.1'] },
    policies: ['1.2.1'],
  },
  {
    title: 'anyPolicy where it does not count',
    between: [[ca(), policies(anyPolicy)]],
    leaf: [policies('1.2.1')],
    rules: { requirePolicy: true, inhibitAnyPolicy: true },
    fault: ['no_valid_policy', 1],
  },
  {
    title: 'anyPolicy below an authority that inhibits it',
    between: [[ca(), policies('1.2.1'), noAnyPolicy(0)]],
    leaf: [policies(anyPolicy)],
    rules: { requirePolicy: true },
    fault: ['no_valid_policy', 0],
  },
  {
    title: 'a mapped policy',
    between: [[ca(), policies('1.2.1'), mapped('1.2.1', '1.3.1')]],
    leaf: [policies('1.3.1')],
    rules: { requirePolicy: true, policies: ['1.2.1'] },
    policies: ['1.2.1'],
  },
  {
    title: 'a mapped policy where mapping is inhibited',
    between: [[ca(), policies('1.2.1'), mapped('1.2.1', '1.3.1')]],
    leaf: [policies('1.3.1')],
    rules: { requirePolicy: true, inhibitPolicyMapping: true },
    fault: ['no_valid_policy', 0],
  },
  {
    title: 'a mapped policy below an authority that inhibits mapping',
    between: [
      [ca(), policies('1.2.1'), limits(null, 0)],
      [ca(), policies('1.2.1'), mapped('1.2.1', '1.3.1')],
    ],
    leaf: [policies('1.3.1')],
    rules: { requirePolicy: true },
    fault: ['no_valid_policy', 0],
  },
  {
    title: 'a mapping of anyPolicy',
    between: [[ca(), policies(anyPolicy), mapped(anyPolicy, '1.3.1')]],
    fault: ['any_policy_mapped', 1],
  },
];

for (const each of cases) {
  const { title, fault, rules, policies: held } = each;
  test(`${title} ${fault ? `is refused: ${fault[0]}` : 'is accepted'}`, async () => {
    const options = { ...(await pathOf(each)), atMs: today, ...rules };
    if (fault) assertFault(() => validatePath(options), ...fault);
    else assert.deepEqual(validatePath(options).policies, held ?? []);
  });
}

type StrictCase = readonly [title: string, fields: PathFields, place: number | 'anchor'];

const strict: readonly StrictCase[] = [
  ['an authority that does not identify its key', { identified: undefined }, 'anchor'],
  ['a leaf that does not identify the key of its issuer', { identified: 'authorities' }, 0],
  ['an anchor whose basic constraints are not critical', { anchor: [loose(ca())] }, 'anchor'],
  [
    'name constraints that are not critical',
    { anchor: [ca(), loose(permitted('DNS:'))] },
    'anchor',
  ],
  ['a constraint that begins with a dot', { anchor: [ca(), permitted('DNS:.com')] }, 'anchor'],
  ['a leaf with name constraints', { leaf: [permitted('DNS:example.com')] }, 0],
  ['a leaf that may sign certificates', { leaf: [usage('key_cert_sign')] }, 0],
  ['a leaf without subject', { subject: '', leaf: [san('DNS:example.com')] }, 0],
];

for (const [title, fields, place] of strict) {
  test(`${title} is refused where the profile is to be kept, and only there`, async () => {
    const path = await pathOf({ identified: 'all', between: [], ...fields });
    validatePath({ ...path, atMs: today });
    assertFault(
      () => validatePath({ ...path, atMs: today, strict: true }),
      'outside_profile',
      place,
    );
  });
}

test('a path that keeps to the profile is accepted where it has to', async () => {
  validatePath({ ...(await pathOf({ identified: 'all' })), atMs: today, strict: true });
});

test('the first and the last second are part of the validity', async () => {
  const { certificate } = await entity('CN=leaf', {
    issuer: issuing,
    extensions: [],
    fields: { notBeforeMs: today + 1000, notAfterMs: today + 2000 },
  });
  const at = (atMs: number): unknown =>
    validatePath({
      path: [certificate, issuing.certificate],
      anchor: root.certificate,
      atMs,
    });
  at(today + 1000);
  at(today + 2999);
  assertFault(() => at(today + 999), 'outside_validity', 0);
  assertFault(() => at(today + 3000), 'outside_validity', 0);
});

test('an expired anchor is none', async () => {
  const atMs = today + 3651 * day;
  const leaf = await entity('CN=leaf', { issuer: root, fields: { notAfterMs: atMs } });
  const path = [leaf.certificate];
  assertFault(
    () => validatePath({ path, anchor: root.certificate, atMs }),
    'outside_validity',
    'anchor',
  );
});

test('a signature by another key, and the name of another issuer, are refused', async () => {
  const other = await entity('CN=Issuing');
  const forged = await entity('CN=leaf', { issuer: other, extensions: [] });
  const path = [forged.certificate, issuing.certificate];
  const anchor = root.certificate;
  assertFault(() => validatePath({ path, anchor, atMs: today }), 'bad_signature', 0);
  const misnamed = await entity('CN=leaf', {
    issuer: issuing,
    extensions: [],
    fields: { issuerDer: root.certificate.subjectDer },
  });
  const named = [misnamed.certificate, issuing.certificate];
  assertFault(() => validatePath({ path: named, anchor, atMs: today }), 'wrong_issuer', 0);
});

test('names of issuers are compared as names, not octet by octet', async () => {
  const leaf = await entity('CN=leaf', { issuer: root, extensions: [] });
  const shouting = await entity('CN=ROOT', { key: root.key });
  validatePath({ path: [leaf.certificate], anchor: shouting.certificate, atMs: today });
});

test('a self-issued authority counts neither for path length nor for names and policies', async () => {
  const top = await entity('CN=Top', { extensions: [ca(0), excluded('dirName:CN=Top')] });
  const next = await entity('CN=Top', { issuer: top });
  const leaf = await entity('CN=leaf', { issuer: next, extensions: [] });
  const path = [leaf.certificate, next.certificate];
  validatePath({ path, anchor: top.certificate, atMs: today });
  assertFault(
    () => validatePath({ path: [next.certificate], anchor: top.certificate, atMs: today }),
    'name_excluded',
    0,
  );
});

test('a self-issued authority does not count towards the policy that is required below', async () => {
  const top = await entity('CN=Top', { extensions: [ca(), limits(1)] });
  const again = await entity('CN=Top', { issuer: top });
  const leaf = await entity('CN=leaf', { issuer: again, extensions: [] });
  const anchor = top.certificate;
  const path = [leaf.certificate, again.certificate];
  assertFault(() => validatePath({ path, anchor, atMs: today }), 'policy_not_acceptable', 0);
  const wide = await entity('CN=Top', { key: top.key, extensions: [ca(), limits(2)] });
  validatePath({ path, anchor: wide.certificate, atMs: today });
});

test('anyPolicy that is inhibited still counts in a self-issued authority, not in such a leaf', async () => {
  const top = await entity('CN=Top', { extensions: [ca(), noAnyPolicy(0)] });
  const again = await entity('CN=Top', { issuer: top, extensions: [ca(), policies(anyPolicy)] });
  const leaf = await entity('CN=leaf', { issuer: again, extensions: [policies('1.2.1')] });
  const rules = { anchor: top.certificate, atMs: today, requirePolicy: true };
  const found = validatePath({ ...rules, path: [leaf.certificate, again.certificate] });
  assert.deepEqual(found.policies, ['1.2.1']);
  assertFault(() => validatePath({ ...rules, path: [again.certificate] }), 'no_valid_policy', 0);
});

test('a weak key anywhere on the path is refused', async () => {
  const weak = await entity('CN=leaf', {
    issuer: issuing,
    extensions: [],
    fields: { spki: smallOrderKey() },
  });
  const path = [weak.certificate, issuing.certificate];
  const anchor = root.certificate;
  assertFault(() => validatePath({ path, anchor, atMs: today }), 'weak_key', 0);
});

test('an empty path is refused', () => {
  const anchor = root.certificate;
  assertFault(() => validatePath({ path: [], anchor, atMs: today }), 'no_path', 0);
});

test('work without end is refused', async () => {
  const options = { ...(await pathOf({})), atMs: today, effort: 2 };
  assertFault(() => validatePath(options), 'work_limit', 0);
});

test('the first path that is valid is found behind those that are not', async () => {
  const expired = await entity('CN=Issuing', {
    issuer: root,
    key: issuing.key,
    fields: { notAfterMs: today - day, notBeforeMs: today - 2 * day },
  });
  const leaf = await entity('CN=leaf', { issuer: issuing, extensions: [] });
  const question = { leaf: leaf.certificate, anchors: [root.certificate], atMs: today };
  const found = findPath({
    ...question,
    intermediates: [expired.certificate, issuing.certificate],
  });
  assert.deepEqual(found.path, [leaf.certificate, issuing.certificate]);
  assert.equal(found.anchor, root.certificate);
  assertFault(
    () => findPath({ ...question, intermediates: [expired.certificate] }),
    'outside_validity',
    1,
  );
  assertFault(() => findPath({ ...question, intermediates: [] }), 'no_path', 0);
});

async function twoAuthorities(): Promise<readonly [Entity, Entity]> {
  const [first, second] = await authorities('CN=Root', 'CN=Issuing');
  assert.ok(first && second);
  return [first, second];
}

async function pathOf(fields: PathFields) {
  const { anchor: top = [ca()], between = [[ca()]], leaf = [], subject = 'CN=leaf' } = fields;
  const identified = fields.identified !== undefined;
  const anchor = await entity('CN=Anchor', { extensions: top, identified });
  const chain: Entity[] = [anchor];
  for (const [i, extensions] of between.entries())
    chain.push(await entity(`CN=Authority ${i}`, { issuer: chain.at(-1), extensions, identified }));
  chain.push(
    await entity(subject, {
      issuer: chain.at(-1),
      extensions: leaf,
      identified: fields.identified === 'all',
    }),
  );
  const path = chain.slice(1).reverse();
  return { path: path.map((each) => each.certificate), anchor: anchor.certificate };
}

function assertFault(act: () => unknown, code: string, place: number | 'anchor'): void {
  assert.throws(act, (error) => {
    assert.ok(isCaError(error, 'bad_certificate'), String(error));
    assert.equal(error.problems.length, 1);
    const [problem] = error.problems;
    assert.equal(problem?.code, code, error.detail);
    assert.deepEqual(problem?.path, place === 'anchor' ? ['anchor'] : ['path', place]);
    assert.match(error.detail, /\(RFC 5280 §[^)]+.*\)\.$/);
    return true;
  });
}

function loose<T extends Extension>(extension: T): T {
  return { ...extension, critical: false };
}

function manyNames(label: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `DNS:${label}${i}.test`);
}

/** An Ed25519 key of which every signature could be forged. */
function smallOrderKey(): Uint8Array {
  const spki = root.certificate.spki.slice();
  return spki.fill(0, spki.length - 32);
}
