import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { hostNameToUnicode, parseHostName } from './host-name.ts';

const all = { wildcard: true, leadingDot: true, underscore: true };
const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;

test('host names are brought to lower case and to A-labels', () => {
  const cases: [text: string, name: string][] = [
    ['example.com', 'example.com'],
    ['Host.EXAMPLE.com', 'host.example.com'],
    ['localhost', 'localhost'],
    ['*.example.com', '*.example.com'],
    ['.example.com', '.example.com'],
    ['_sip._tcp.example.com', '_sip._tcp.example.com'],
    ['a_b.example.com', 'a_b.example.com'],
    ['1.example.com', '1.example.com'],
    ['4.3.2.1.in-addr.arpa', '4.3.2.1.in-addr.arpa'],
    ['0x.com', '0x.com'],
    ['r3---sn-a.example.com', 'r3---sn-a.example.com'],
    ['MÜNCHEN.de', 'xn--mnchen-3ya.de'],
    ['*.münchen.de', '*.xn--mnchen-3ya.de'],
    ['.münchen.de', '.xn--mnchen-3ya.de'],
    ['XN--MNCHEN-3YA.de', 'xn--mnchen-3ya.de'],
    ['faß.de', 'xn--fa-hia.de'],
    ['ü。de', 'xn--tda.de'],
    ['שלום.com', 'xn--9dbne9b.com'],
    [longest, longest],
  ];
  for (const [text, name] of cases) assert.equal(parseHostName(text, all), name);
});

test('what is no host name is refused under every rule', () => {
  const cases: [text: string, fault: string][] = [
    ['', 'not a host name'],
    ['.', 'not a host name'],
    ['*.', 'not a host name'],
    ['*', '* is not a label of a host name'],
    ['example.com.', 'must not end with a dot'],
    ['a..b', 'a label is empty'],
    ['..a', 'a label is empty'],
    ['*..a', 'a label is empty'],
    ['*.*.a', '* is not a label of a host name'],
    ['a.*.b', '* is not a label of a host name'],
    ['w*.a', 'w* is not a label of a host name'],
    ['.*.a', '* is not a label of a host name'],
    ['-a.b', '-a is not a label of a host name'],
    ['a-.b', 'a- is not a label of a host name'],
    [`${'a'.repeat(64)}.b`, 'a label has more than 63 characters'],
    [`${longest}e`, 'more than 253 characters'],
    [`*.${longest}`, 'more than 253 characters'],
    ['192.0.2.1', 'ends in a number'],
    ['*.192.0.2.1', 'ends in a number'],
    ['127.1', 'ends in a number'],
    ['017700000001', 'ends in a number'],
    ['0x7f.0.0.0x1', 'ends in a number'],
    ['0x7f000001', 'ends in a number'],
    ['example.1', 'ends in a number'],
    ['１２７.１', 'ends in a number'],
    ['xn--a', 'xn--a is not an A-label'],
    ['xn--', 'xn-- is not a label of a host name'],
    ['xn--abc-.de', 'xn--abc- is not a label of a host name'],
    ['xn--a-ecp.ru', 'xn--a-ecp is not an A-label'],
    ['xn--0.pt', 'xn--0 is not an A-label'],
    ['xn--xn---epa', 'xn--xn---epa is not an A-label'],
    ['ü-.de', 'xn----dha is not an A-label'],
    ['a b', 'a b is not a label of a host name'],
    ['a/b', 'a/b is not a label of a host name'],
    ['ü/b', 'not a host name'],
    ['a%41.ü', 'not a host name'],
    ['a／ü', 'not a host name'],
    ['ü\0', 'not a host name'],
    ['ü\u202ecom', 'not a host name'],
    ['ü\u200b.com', 'not a host name'],
    ['ü\u00ad.com', 'not a host name'],
    ['ü\ud800', 'not a host name'],
    ['1שלום.com', 'not a host name'],
    ['ü'.repeat(10_000), 'not a host name'],
  ];
  for (const [text, fault] of cases) {
    assert.throws(
      () => parseHostName(text, all),
      (error) => isCaError(error, 'bad_name') && error.detail.endsWith(`: ${fault}.`),
      JSON.stringify(text),
    );
  }
});

test('an error shows control characters escaped', () => {
  assert.throws(() => parseHostName('a\u001b[31m\n'), {
    detail: /^Invalid domain: a\\u\{1b\}\[31m\\u\{a\}: /,
  });
});

test('wildcard, leading dot and underscore pass only where they are allowed', () => {
  for (const text of ['*.a.b', '.a.b', '_a.b', 'a_b', 'xn--_-oga']) {
    assert.throws(
      () => parseHostName(text),
      (error) => isCaError(error, 'bad_name'),
      text,
    );
  }
});

test('A-labels are shown in Unicode, what is none stays', () => {
  const cases: [name: string, shown: string][] = [
    ['*.xn--mnchen-3ya.de', '*.münchen.de'],
    ['xn--a-ecp.ru', 'xn--a-ecp.ru'],
    ['.xn--9dbne9b.com', '.שלום.com'],
    ['a/b%41.\u001b', 'a/b%41.\u001b'],
    ['', ''],
  ];
  for (const [name, shown] of cases) assert.equal(hostNameToUnicode(name), shown);
});
