import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { CaError, day, minute } from '#base';
import { name, type Extension } from '#x509';
import { createProfiles, requesterPart, type DraftRequest, type Profiles } from './index.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 30);
const issuer = { signExtensions: [], notAfterMs: Date.UTC(2036, 0, 1), choosesHash: true };
const key = { type: 'ec', curve: 'P-256' } as const;
const after = (days: number): Date => new Date(now + days * day);
const san = (value: string): Extension => ({
  type: 'subject_alternative_name',
  critical: false,
  value: [{ type: 'DNS', value }],
});
const usage = (...value: Extract<Extension, { type: 'key_usage' }>['value']): Extension => ({
  type: 'key_usage',
  critical: true,
  value,
});

/** Every field is the CA's, but for the names. */
const strict = {
  subject: [{ oid: 'O', value: 'Example' }],
  algorithm: 'SHA-384',
  expires: 30,
  extensions: { key_usage: { value: ['digital_signature'] } },
  decides: {
    subject: 'ca',
    algorithm: 'ca',
    validity: 'ca',
    extensions: { '*': 'ca', subject_alternative_name: 'requester' },
  },
  key_types: ['EC', 'RSA 3072', 'Ed25519'],
};
const profiles = createProfiles({
  profiles: { strict, shorter: { expires: 30, decides: { validity: 'shorter' } } },
  defaultExpiresMs: 90 * day,
});
const asked = { key, extensions: [san('a.example')] };

/** The paths of what is refused, or the code of another error; empty when nothing is. */
function refusals(profile: string, request: DraftRequest, from: Profiles = profiles): string {
  try {
    from.check(from.get(profile), request, now);
    from.draft(from.get(profile), request, issuer, now);
    return '';
  } catch (error) {
    if (!(error instanceof CaError)) throw error;
    const paths = error.problems.map(({ path }) => path.join('.'));
    return [error.code, ...paths].join(' ');
  }
}

describe('what a profile leaves to the CA, no request has a word in', () => {
  const cases: [title: string, profile: string, request: Partial<DraftRequest>, refused: string][] =
    [
      ['what is left open', 'strict', {}, ''],
      ['names of its own', 'strict', { extensions: [san('b.example')] }, ''],
      ['another subject', 'strict', { subject: name('O=Mine') }, 'refused subject'],
      [
        'another CN, taken as it is',
        'strict',
        { subject: name('CN=b'), completeSubject: false },
        'refused subject',
      ],
      ['the subject as it will be', 'strict', { subject: name('O=Example,CN=a.example') }, ''],
      ['the CN alone, as it will be', 'strict', { subject: name('CN=a.example') }, ''],
      ['no subject at all', 'strict', { subject: [], completeSubject: false }, ''],
      ['another hash', 'strict', { algorithm: 'SHA-512' }, 'refused algorithm'],
      ['the hash as it will be', 'strict', { algorithm: 'SHA-384' }, ''],
      ['a longer life', 'strict', { notAfter: after(31) }, 'refused notAfter'],
      ['a shorter life', 'strict', { notAfter: after(1) }, 'refused notAfter'],
      ['the life as it will be', 'strict', { notAfter: after(30) }, ''],
      [
        'another extension',
        'strict',
        { extensions: [san('a.example'), usage('key_agreement')] },
        'refused extensions.1.key_usage',
      ],
      [
        'the extension as it will be',
        'strict',
        { extensions: [usage('digital_signature'), san('a')] },
        '',
      ],
      [
        'several things',
        'strict',
        { algorithm: 'SHA-256', extensions: [usage('key_agreement')], notAfter: after(1) },
        'refused algorithm notAfter extensions.0.key_usage',
      ],
      ['a key of a type that it takes', 'strict', { key: { type: 'ec', curve: 'P-521' } }, ''],
      ['a kind of key that it takes', 'strict', { key: { type: 'rsa', bits: 3072 } }, ''],
      ['another size', 'strict', { key: { type: 'rsa', bits: 2048 } }, 'bad_key key'],
      ['another type of key', 'strict', { key: { type: 'ed448' } }, 'bad_key key'],
      ['a life up to the limit', 'shorter', { notAfter: after(30) }, ''],
      ['a life below the limit', 'shorter', { notAfter: after(1) }, ''],
      ['a life above the limit', 'shorter', { notAfter: after(31) }, 'refused notAfter'],
      [
        'all there is, of a profile that leaves it all to the requester',
        'webserver',
        {
          subject: name('O=Mine,CN=x'),
          algorithm: 'SHA-512',
          notAfter: after(300),
          extensions: [usage('key_agreement')],
        },
        '',
      ],
    ];
  for (const [title, profile, request, refused] of cases) {
    test(`${profile}: ${title}${refused === '' ? '' : ' is refused'}`, () => {
      assert.equal(refusals(profile, { ...asked, ...request }), refused);
    });
  }
});

test('a draft holds what the CA decided, whatever was repeated', () => {
  const request = { ...asked, subject: name('CN=a.example'), completeSubject: false };
  const draft = profiles.draft(profiles.get('strict'), request, issuer, now);
  assert.deepEqual(draft.subject, name('O=Example,CN=a.example'));
  assert.deepEqual([draft.hash, draft.notAfterMs], ['SHA-384', now - 30_000 + 30 * day - minute]);
  assert.deepEqual(draft.extensions, [san('a.example'), usage('digital_signature')]);
});

test('a refusal says who decides, and what to do', () => {
  const request = { ...asked, subject: name('O=Mine') };
  assert.throws(() => profiles.check(profiles.get('strict'), request, now), {
    detail: 'The profile strict decides subject itself: leave it out of the request.',
  });
});

test('of an old request, the part of the requester is asked for again', () => {
  const old = { subject: name('CN=old'), extensions: [usage('key_agreement'), san('a.example')] };
  const { subject, extensions } = requesterPart(profiles.get('strict'), old);
  assert.deepEqual([subject, extensions], [undefined, [san('a.example')]]);
  assert.deepEqual(requesterPart(profiles.get('webserver'), old), old);
});

test('a version is that of the words: the same again for the same, another for others', () => {
  const version = (settings: object, more = {}): string =>
    createProfiles({ profiles: { x: settings }, defaultExpiresMs: day, ...more }).get('x').version;
  const all = [
    version(strict),
    version({ ...strict, expires: 31 }),
    version({ ...strict, decides: {} }),
    version({}),
    version({}, { defaultExpiresMs: 2 * day }),
    version({}, { defaultSubject: name('O=Example') }),
  ];
  assert.equal(new Set(all).size, all.length);
  assert.equal(version(strict), all[0]);
  assert.match(version({}), /^[0-9a-f]{64}$/);
});

test('every settings file in docs/profiles.md is one that is understood, and does what the page says', () => {
  const page = readFileSync(new URL('../../../docs/profiles.md', import.meta.url), 'utf8');
  const files = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text]) => parse(text ?? ''));
  assert.ok(files.length > 0);
  const settings = Object.assign({}, ...files.map((file) => file.profiles));
  const known = createProfiles({ profiles: settings, defaultExpiresMs: 90 * day });
  assert.ok(Object.keys(settings).every((each) => settings[each] === null || known.find(each)));
  const request = { ...asked, subject: name('CN=a.example') };
  assert.equal(refusals('internal', request, known), '');
  assert.equal(
    refusals('internal', { ...request, key: { type: 'rsa', bits: 2048 } }, known),
    'bad_key key',
  );
  assert.equal(
    refusals('internal', { ...request, notAfter: after(31) }, known),
    'refused notAfter',
  );
  const client = { ...request, extensions: [san('a.example'), usage('key_agreement')] };
  assert.equal(refusals('internal', client, known), 'refused extensions.1.key_usage');
});
