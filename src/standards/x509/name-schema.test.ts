import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameSchema } from './name-schema.ts';

test('aliases leave as dotted identifiers, the order stays, unknown fields go', () => {
  const input = [
    { oid: 'C', value: 'AT', extra: 1 },
    { oid: 'organizationalUnitName', value: 'one' },
    { oid: 'OU', value: 'two' },
    { oid: '1.2.3.4', value: 'private' },
    { oid: 'x500UniqueIdentifier', value: 'AQID' },
    { oid: '2.5.4.3', value: 'Größe 𝄞 \u200d' },
  ];
  assert.deepEqual(nameSchema.parse(input), [
    { oid: '2.5.4.6', value: 'AT' },
    { oid: '2.5.4.11', value: 'one' },
    { oid: '2.5.4.11', value: 'two' },
    { oid: '1.2.3.4', value: 'private' },
    { oid: '2.5.4.45', value: 'AQID' },
    { oid: '2.5.4.3', value: 'Größe 𝄞 \u200d' },
  ]);
  assert.deepEqual(nameSchema.parse([]), []);
});

test('what a name may not hold is refused in the words of the API', () => {
  const cases: [oid: string, value: string, path: string, message: string][] = [
    ['X', 'x', '0.oid', 'X: Invalid object identifier'],
    ['cn', 'x', '0.oid', 'cn: Invalid object identifier'],
    ['C', 'AUT', '0', 'AUT: Must have exactly two characters'],
    ['jurisdictionCountryName', '', '0', ': Must have exactly two characters'],
    ['C', 'Ö1', '0', "Ö1: countryName takes letters, digits and '()+,-./:=? only"],
    ['CN', '', '0', 'commonName length must be >= 1 and <= 64, but it was 0'],
    ['CN', 'x'.repeat(65), '0', 'commonName length must be >= 1 and <= 64, but it was 65'],
    ['O', '𝄞'.repeat(65), '0', 'organizationName length must be >= 1 and <= 64, but it was 65'],
    ['1.2.3', '', '0', '1.2.3 length must be >= 1, but it was 0'],
    ['x500UniqueIdentifier', '=', '0', '=: Invalid base64'],
    ['emailAddress', 'ü@x', '0', 'ü@x: emailAddress takes ASCII only'],
    ['CN', '#0500', '0', '#0500: A value that is not a string cannot be put into a name'],
    ...['\0', '\n', '\u001b[31m', '\u0085', '\u2028', '\u202e', '\u2066', '\ud800', '\uffff'].map(
      (evil): [string, string, string, string] => [
        'CN',
        `a${evil}b`,
        '0',
        'commonName must not contain control or bidirectional characters',
      ],
    ),
  ];
  for (const [oid, value, path, message] of cases) {
    const issues = nameSchema.safeParse([{ oid, value }]).error?.issues ?? [];
    assert.deepEqual(
      issues.map((issue) => [issue.code, issue.path.join('.'), issue.message]),
      [['custom', path, message]],
    );
  }
});

test('a country and a common name at their bounds pass, counted in characters', () => {
  assert.ok(nameSchema.safeParse([{ oid: 'CN', value: '𝄞'.repeat(64) }]).success);
  assert.ok(nameSchema.safeParse([{ oid: 'C', value: 'AT' }]).success);
  assert.ok(nameSchema.safeParse([{ oid: 'O', value: '#1' }]).success);
});

test('a type that may not repeat is refused the second time, however it is written', () => {
  for (const [first, second, label] of [
    ['CN', '2.5.4.3', 'commonName'],
    ['1.2.3', '1.2.3', '1.2.3'],
  ]) {
    const input = [first, second].map((oid) => ({ oid, value: 'x' }));
    const [issue] = nameSchema.safeParse(input).error?.issues ?? [];
    assert.deepEqual(issue?.path, []);
    assert.equal(
      issue?.message,
      `attribute of type ${label} must not occur more then once in a name`,
    );
  }
});

test('values of another JSON type are refused at their place', () => {
  for (const [input, path] of [
    [{}, ''],
    [['x'], '0'],
    [[{ oid: 'CN' }], '0.value'],
    [[{ value: 'x' }], '0.oid'],
    [[{ oid: 'CN', value: 1 }], '0.value'],
  ] as const) {
    const [issue] = nameSchema.safeParse(input).error?.issues ?? [];
    assert.equal(issue?.code, 'invalid_type');
    assert.equal(issue.path.join('.'), path);
  }
});
