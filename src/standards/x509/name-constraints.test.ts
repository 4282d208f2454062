import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeDer, oid, sequence, setOf, tag, text } from '#der';
import { parseGeneralName, parseSubtreeName } from './general-name-text.ts';
import type { GeneralName } from './general-name.ts';
import { findConstraintBreach } from './name-constraints.ts';
import type { ConstraintBreach, Named } from './name-constraints.ts';
import { name } from './name-text.ts';
import { nameDer } from './name.ts';

type Case = readonly [base: string, name: string, allowed: boolean, excluded: boolean];

/** Base, name; whether the base permits the name; whether it excludes it. */
const cases: readonly Case[] = [
  ['DNS:example.com', 'DNS:example.com', true, true],
  ['DNS:example.com', 'DNS:www.example.com', true, true],
  ['DNS:example.com', 'DNS:a.b.example.com', true, true],
  ['DNS:example.com', 'DNS:badexample.com', false, false],
  ['DNS:example.com', 'DNS:example.com.org', false, false],
  ['DNS:example.com', 'DNS:com', false, false],
  ['DNS:.example.com', 'DNS:example.com', false, false],
  ['DNS:.example.com', 'DNS:www.example.com', true, true],
  ['DNS:', 'DNS:anything.test', true, true],
  ['DNS:example.com', 'DNS:*.example.com', true, true],
  ['DNS:.example.com', 'DNS:*.example.com', true, true],
  ['DNS:www.example.com', 'DNS:*.example.com', false, true],
  ['DNS:.www.example.com', 'DNS:*.example.com', false, false],
  ['DNS:a.www.example.com', 'DNS:*.example.com', false, false],
  ['DNS:com', 'DNS:*.example.com', true, true],
  ['email:user@example.com', 'email:user@example.com', true, true],
  ['email:user@example.com', 'email:User@example.com', false, false],
  ['email:user@example.com', 'email:other@example.com', false, false],
  ['email:example.com', 'email:user@example.com', true, true],
  ['email:example.com', 'email:user@sub.example.com', false, false],
  ['email:.example.com', 'email:user@sub.example.com', true, true],
  ['email:.example.com', 'email:user@example.com', false, false],
  ['email:', 'email:user@example.com', true, true],
  ['URI:example.com', 'URI:https://example.com/path', true, true],
  ['URI:example.com', 'URI:https://user@example.com:8443', true, true],
  ['URI:example.com', 'URI:https://www.example.com/', false, false],
  ['URI:.example.com', 'URI:https://www.example.com/', true, true],
  ['URI:.example.com', 'URI:https://example.com/', false, false],
  ['URI:example.com', 'URI:https://evil.test/@example.com', false, false],
  ['URI:example.com', 'URI:https://192.0.2.1/', false, true],
  ['URI:example.com', 'URI:https://[2001:db8::1]/', false, true],
  ['IP:192.0.2.0/24', 'IP:192.0.2.1', true, true],
  ['IP:192.0.2.0/24', 'IP:192.0.3.1', false, false],
  ['IP:192.0.2.0/24', 'IP:2001:db8::1', false, false],
  ['IP:2001:db8::/32', 'IP:2001:db8:1::1', true, true],
  ['IP:2001:db8::/32', 'IP:2001:db9::1', false, false],
  ['IP:0.0.0.0/0', 'IP:198.51.100.7', true, true],
  ['IP:::ffff:0:0/96', 'IP:192.0.2.1', false, false],
  ['dirName:C=AT', 'dirName:C=AT,O=Example', true, true],
  ['dirName:C=AT,O=Example', 'dirName:C=AT,O=EXAMPLE,CN=x', true, true],
  ['dirName:C=AT,O=Example', 'dirName:C=AT', false, false],
  ['dirName:O=Example', 'dirName:C=AT,O=Example', false, false],
  ['RID:1.2.3', 'RID:1.2.3', false, true],
  ['RID:1.2.3', 'RID:1.2.4', false, true],
  ['otherName:1.2.3;UTF8:x', 'otherName:1.2.3;UTF8:x', false, true],
];

for (const [base, text, allowed, excluded] of cases) {
  test(`${base} ${allowed ? 'permits' : 'does not permit'} and ${excluded ? 'excludes' : 'does not exclude'} ${text}`, () => {
    const value = parseGeneralName(text);
    const subtree = [parseSubtreeName(base)];
    const certificate = named('', text);
    assert.deepEqual(
      findConstraintBreach({ permitted_subtrees: subtree, excluded_subtrees: null }, certificate),
      allowed ? undefined : { name: value, how: 'not_permitted' },
    );
    assert.deepEqual(
      findConstraintBreach({ permitted_subtrees: null, excluded_subtrees: subtree }, certificate),
      excluded ? { name: value, how: 'excluded' } : undefined,
    );
  });
}

test('a form of name without permitted subtrees is free', () => {
  assert.equal(permit(['DNS:example.com'], named('O=Other', 'IP:192.0.2.1')), undefined);
  assert.equal(permit(['otherName:1.2.3;UTF8:x'], named('', 'otherName:1.2.4;UTF8:x')), undefined);
});

test('one of several permitted subtrees is enough, and every name needs one', () => {
  const bases = ['DNS:example.com', 'DNS:example.org'];
  assert.equal(permit(bases, named('', 'DNS:a.example.com', 'DNS:b.example.org')), undefined);
  const breach = permit(bases, named('', 'DNS:a.example.com', 'DNS:b.example.net'));
  assert.equal(breach?.name.value, 'b.example.net');
});

test('what is excluded stays so within what is permitted', () => {
  const constraints = {
    permitted_subtrees: [parseSubtreeName('DNS:example.com')],
    excluded_subtrees: [parseSubtreeName('DNS:secret.example.com')],
  };
  assert.equal(findConstraintBreach(constraints, named('', 'DNS:www.example.com')), undefined);
  const breach = findConstraintBreach(constraints, named('', 'DNS:a.secret.example.com'));
  assert.equal(breach?.how, 'excluded');
});

test('the subject is a directory name, an empty one is none', () => {
  assert.equal(permit(['dirName:C=AT'], named('C=DE,CN=x'))?.how, 'not_permitted');
  assert.equal(permit(['dirName:C=AT'], named('C=AT,CN=x')), undefined);
  assert.equal(permit(['dirName:C=AT'], named('', 'DNS:example.com')), undefined);
});

test('e-mail addresses in the subject and internationalised ones count as e-mail addresses', () => {
  const inSubject = named('CN=x,emailAddress=user@evil.test', 'email:user@example.com');
  assert.deepEqual(permit(['email:example.com'], inSubject)?.name, {
    type: 'email',
    value: 'user@evil.test',
  });
  const mailbox = 'otherName:1.3.6.1.5.5.7.8.9;UTF8:';
  assert.equal(permit(['email:example.com'], named('', `${mailbox}ü@example.com`)), undefined);
  assert.equal(
    permit(['email:example.com'], named('', `${mailbox}ü@evil.test`))?.how,
    'not_permitted',
  );
});

const malformed: readonly (readonly [base: string, name: GeneralName])[] = [
  ['DNS:example.com', { type: 'DNS', value: 'example.com.' }],
  ['DNS:example.com', { type: 'DNS', value: '.example.com' }],
  ['DNS:example.com', { type: 'DNS', value: 'a..example.com' }],
  ['DNS:example.com', { type: 'DNS', value: 'a b.example.com' }],
  ['DNS:com', { type: 'DNS', value: '*.*.com' }],
  ['DNS:', { type: 'DNS', value: '192.0.2.1' }],
  ['email:example.com', { type: 'email', value: 'a@b@example.com' }],
  ['email:example.com', { type: 'email', value: 'example.com' }],
  ['email:example.com', { type: 'email', value: '"a@b"@example.com' }],
  ['URI:example.com', { type: 'URI', value: 'https://a@evil.test@example.com/' }],
  ['URI:example.com', { type: 'URI', value: 'https://example.com\\@evil.test/' }],
  ['URI:example.com', { type: 'URI', value: 'urn:example.com' }],
  ['IP:192.0.2.0/24', { type: 'IP', value: '192.0.2.0/24' }],
  ['dirName:C=AT', { type: 'dirName', value: [{ oid: '2.5.4.6', value: '#020101' }] }],
];

for (const [base, value] of malformed) {
  test(`${base} does not permit, but excludes ${JSON.stringify(value.value)}`, () => {
    const subtree = [parseSubtreeName(base)];
    const certificate = named('');
    const extensions = [
      { type: 'subject_alternative_name', critical: false, value: [value] } as const,
    ];
    const permitted = { permitted_subtrees: subtree, excluded_subtrees: null };
    const excluded = { permitted_subtrees: null, excluded_subtrees: subtree };
    const of = { ...certificate, extensions };
    assert.equal(findConstraintBreach(permitted, of)?.how, 'not_permitted');
    assert.equal(findConstraintBreach(excluded, of)?.how, 'excluded');
  });
}

test('a malformed base permits nothing of its form and excludes all of it', () => {
  const base: GeneralName = { type: 'DNS', value: '*.example.com' };
  const certificate = named('', 'DNS:www.example.com');
  assert.equal(
    findConstraintBreach({ permitted_subtrees: [base], excluded_subtrees: null }, certificate)?.how,
    'not_permitted',
  );
  assert.equal(
    findConstraintBreach({ permitted_subtrees: null, excluded_subtrees: [base] }, certificate)?.how,
    'excluded',
  );
  const other = named('', 'IP:192.0.2.1');
  assert.equal(
    findConstraintBreach({ permitted_subtrees: [base], excluded_subtrees: [base] }, other),
    undefined,
  );
});

test('RDNs of several attributes are never permitted by chance and never escape exclusion', () => {
  const attribute = (type: string, value: string) =>
    sequence(oid(type), text(tag.utf8String, value));
  const both = encodeDer(
    sequence(setOf([attribute('2.5.4.10', 'Example'), attribute('2.5.4.11', 'Unit')])),
  );
  const certificate: Named = { ...named('O=Example,OU=Unit'), subjectDer: both };
  const base = parseSubtreeName('dirName:O=Example');
  const whole = parseSubtreeName('dirName:OU=Unit,O=Example');
  const permitted = { permitted_subtrees: [base], excluded_subtrees: null };
  assert.equal(findConstraintBreach(permitted, certificate)?.how, 'not_permitted');
  const excluded = { permitted_subtrees: null, excluded_subtrees: [whole] };
  assert.equal(findConstraintBreach(excluded, certificate)?.how, 'excluded');
});

function permit(bases: readonly string[], certificate: Named): ConstraintBreach | undefined {
  const permitted_subtrees = bases.map(parseSubtreeName);
  return findConstraintBreach({ permitted_subtrees, excluded_subtrees: null }, certificate);
}

function named(subjectText: string, ...names: readonly string[]): Named {
  const subject = name(subjectText);
  const value = names.map(parseGeneralName);
  return {
    subject,
    subjectDer: nameDer(subject),
    extensions:
      value.length > 0 ? [{ type: 'subject_alternative_name', critical: false, value }] : [],
  };
}
