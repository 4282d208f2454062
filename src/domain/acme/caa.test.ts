import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CaaRecord } from '#net';
import { findRecords, findRefusal, parseIssueValue } from './caa.ts';

const account = 'https://ca.example/acme/AB/acct/abc/';

function records(...texts: readonly string[]): CaaRecord[] {
  return texts.map((text) => {
    const [, flag, tag = '', value = ''] = /^(\d+) (\S+) ?(.*)$/s.exec(text) ?? [];
    return { critical: flag === '128', tag, value };
  });
}

describe('a record set', () => {
  const name = { wildcard: false, method: 'dns-01' };
  const wild = { wildcard: true, method: 'dns-01' };
  const http = { wildcard: false, method: 'http-01' };
  const cases: readonly (readonly [
    allowed: boolean,
    set: readonly string[],
    question: { readonly wildcard: boolean; readonly method: string },
  ])[] = [
    [true, [], name],
    [true, ['0 issue ca.example'], name],
    [true, ['0 issue CA.Example'], name],
    [true, ['0 ISSUE ca.example'], name],
    [true, ['128 issue ca.example'], name],
    [true, ['0 issue other.example', '0 issue ca.example'], name],
    [true, ['0 issue \t ca.example \t ; '], name],
    [true, ['0 iodef mailto:a@b.example'], name],
    [true, ['0 tbs unknown'], name],
    [true, ['0 issuewild other.example'], name],
    [true, ['0 issue other.example', '0 issuewild ca.example'], wild],
    [true, ['0 issue ca.example'], wild],
    [false, ['0 issue other.example'], name],
    [false, ['0 issue ;'], name],
    [false, ['0 issue '], name],
    [false, ['0 issue notca.example'], name],
    [false, ['0 issue ca.example.'], name],
    [false, ['0 issue %%%%'], name],
    [false, ['0 issue ca.example ca.example'], name],
    [false, ['0 issue ca.example', '128 tbs unknown'], name],
    [false, ['128 tbs unknown'], name],
    [false, ['0 issue ;'], wild],
    [false, ['0 issue other.example'], wild],
    [false, ['0 issue ca.example', '0 issuewild ;'], wild],
    [false, ['0 issue ca.example', '0 issuewild other.example'], wild],
    [false, ['0 issuewild ca.example', '0 issue ;'], name],
    // RFC 8657
    [true, [`0 issue ca.example; accounturi=${account}`], name],
    [true, [`0 issue ca.example; AccountURI=${account}`], name],
    [true, [`0 issue ca.example;accounturi = ${account} ; validationmethods=http-01,dns-01`], name],
    [true, ['0 issue ca.example; validationmethods=dns-01'], name],
    [true, ['0 issue ca.example; unknown=1'], name],
    [false, [`0 issue ca.example; accounturi=${account}x`], name],
    [false, [`0 issue ca.example; accounturi=${account.toUpperCase()}`], name],
    [false, ['0 issue ca.example; accounturi='], name],
    [false, [`0 issue ca.example; accounturi=${account}; accounturi=${account}`], name],
    [false, ['0 issue ca.example; validationmethods=dns-01'], http],
    [false, ['0 issue ca.example; validationmethods='], http],
    [false, ['0 issue ca.example; validationmethods=xhttp-01'], http],
    [false, ['0 issue ca.example; validationmethods=http-01;validationmethods=http-01'], http],
    [false, [`0 issue ca.example; accounturi=${account}; validationmethods=dns-01`], http],
    [false, [`0 issue ca.example; accounturi=${account};`], name],
    [false, ['0 issue ca.example; accounturi'], name],
  ];
  for (const [allowed, set, question] of cases) {
    const who = `${question.wildcard ? 'a wildcard' : 'a name'} by ${question.method}`;
    test(`${allowed ? 'allows' : 'forbids'} ${who}: ${JSON.stringify(set)}`, () => {
      const found = findRefusal(records(...set), {
        ...question,
        issuerNames: ['ca.example'],
        accountUrl: account,
      });
      assert.equal(found === undefined, allowed, found ?? 'is allowed');
    });
  }

  test('forbids all that counts where we have no name', () => {
    const question = { ...name, issuerNames: [], accountUrl: account };
    for (const text of ['0 issue ca.example', '0 issue ;', '0 issue '])
      assert.notEqual(findRefusal(records(text), question), undefined);
  });

  test('is read as RFC 8659 §4.2 has it', () => {
    assert.deepEqual(parseIssueValue(' a-b.example ; x = 1 ;Y=:'), {
      issuer: 'a-b.example',
      parameters: [
        ['x', '1'],
        ['y', ':'],
      ],
    });
    for (const text of [
      '-a.example',
      'a_b',
      'a..b',
      'a;b',
      'a;=b',
      'a; b=ü',
      'a\n',
      'a'.repeat(4097),
    ])
      assert.equal(parseIssueValue(text), undefined, JSON.stringify(text));
  });
});

describe('the record set of a name', () => {
  const zones: Readonly<Record<string, readonly CaaRecord[]>> = {
    'b.example': records('0 issue b'),
    example: records('0 issue example'),
  };

  for (const [name, asked, value] of [
    ['a.b.example', ['a.b.example', 'b.example'], 'b'],
    ['b.example', ['b.example'], 'b'],
    ['x.c.example', ['x.c.example', 'c.example', 'example'], 'example'],
    ['x.org', ['x.org', 'org'], undefined],
  ] as const) {
    test(`of ${name} is that of ${asked.at(-1)}, and nothing further up is asked for`, async () => {
      const questions: string[] = [];
      const found = await findRecords(name, async (each) => {
        questions.push(each);
        return zones[each] ?? [];
      });
      assert.deepEqual([questions, found[0]?.value], [asked, value]);
    });
  }

  test('cannot be known when a question on the way has no answer', async () => {
    const ask = async (name: string): Promise<never[]> => {
      if (name === 'b.example') throw new Error('SERVFAIL');
      return [];
    };
    await assert.rejects(findRecords('a.b.example', ask), /SERVFAIL/);
  });
});
