import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { formatName, name } from './name-text.ts';

test('a text is read in written order, its types by any alias in any case or dotted', () => {
  assert.deepEqual(name('C=AT, o = Example GmbH ,streetaddress=a,STREET=b,1.2.3=x,2.5.4.3=y'), [
    { oid: '2.5.4.6', value: 'AT' },
    { oid: '2.5.4.10', value: 'Example GmbH' },
    { oid: '2.5.4.9', value: 'a' },
    { oid: '2.5.4.9', value: 'b' },
    { oid: '1.2.3', value: 'x' },
    { oid: '2.5.4.3', value: 'y' },
  ]);
  assert.deepEqual(name(''), []);
  assert.deepEqual(name('  '), []);
});

test('escapes stand for a character or for the octets of UTF-8', () => {
  const cases: [text: string, value: string][] = [
    ['CN=a\\,b', 'a,b'],
    ['CN=\\ \\"\\#\\+\\,\\;\\<\\=\\>\\\\\\ ', ' "#+,;<=>\\ '],
    ['CN=\\ ', ' '],
    ['CN=a\\\\ ', 'a\\'],
    ['CN=a\\\\', 'a\\'],
    ['CN=a=b', 'a=b'],
    ['CN=a/CN=b', 'a/CN=b'],
    ['CN=Gr\\C3\\b6\\C3\\9fe', 'Größe'],
    ['CN=\\f0\\9d\\84\\9e', '𝄞'],
    ['CN=\\41\\,\\42', 'A,B'],
    ['CN=a#b', 'a#b'],
    ['CN=\\#1', '#1'],
    ['CN=\u00a0x\u00a0', '\u00a0x\u00a0'],
  ];
  for (const [text, value] of cases) {
    assert.deepEqual(name(text), [{ oid: '2.5.4.3', value }], text);
  }
});

test('other texts are refused with what to do instead', () => {
  const cases: [text: string, detail: RegExp][] = [
    ['/C=AT/CN=x', /^Write C=AT,CN=x instead of \/C=AT\/CN=x\.$/],
    ['CN=#0c0178', /^Write \\#0c0178: values in hex after a # are not supported\.$/],
    ['CN=a+OU=b', /^Write \\\+ for \+ in the name CN=a\+OU=b\.$/],
    ['CN=a;OU=b', /^Write \\; for ;/],
    ['CN="a"', /^Write \\" for "/],
    ['CN=<', /^Write \\< for </],
    ['CN', /^Write TYPE=value, separated by commas, instead of CN\.$/],
    ['CN=a,', /instead of nothing\.$/],
    [',', /instead of nothing\.$/],
    ['=x', /^: Invalid object identifier\.$/],
    ['NOPE=x', /^NOPE: Invalid object identifier\.$/],
    ['CN=\\x', /^\\x escapes nothing; write \\\\ for a backslash\.$/],
    ['CN=a\\', /^\\ escapes nothing/],
    ['CN=\\c3', /^\\c3 is not UTF-8\.$/],
    ['CN=\\c3\\,', /^\\c3 is not UTF-8\.$/],
    ['CN=\\ed\\a0\\80', /is not UTF-8\.$/],
    ['CN=a\\00b', /must not contain control/],
    ['CN=a\n', /must not contain control/],
    ['CN=', /length must be >= 1 and <= 64, but it was 0\.$/],
    ['C=AUT', /^AUT: Must have exactly two characters\.$/],
    ['CN=a,CN=b', /^attribute of type commonName must not occur more then once in a name\.$/],
  ];
  for (const [text, detail] of cases) {
    assert.throws(
      () => name(text),
      (error) => isCaError(error, 'bad_name') && detail.test(error.detail),
      text,
    );
  }
});

test('a formatted name never carries what a terminal or a reader would take for more than text', () => {
  const value = ' \u001b[31m\r\n\u202etxt\u0085\u200b\ud800,CN=evil+"<>;\\ ';
  const formatted = formatName([{ oid: '2.5.4.10', value }]);
  assert.equal(
    formatted,
    'O=\\ \\1b[31m\\0d\\0a\\e2\\80\\aetxt\\c2\\85\\e2\\80\\8b\\ef\\bf\\bd\\,CN=evil\\+\\"\\<\\>\\;\\\\\\ ',
  );
});

test('a formatted name uses short forms and reads back', () => {
  const cases = ['C=AT,ST=W,L=W,O=a\\, b,OU=c,DC=d,SN=e,CN=x', 'serialNumber=1,1.2.3=\\#x', ''];
  for (const text of cases) assert.equal(formatName(name(text)), text);
});

test('many backslashes and spaces take no time', () => {
  const long = `CN=${'\\\\ '.repeat(50_000)}x`;
  assert.throws(
    () => name(long),
    (error) => isCaError(error, 'bad_name') && error.detail.length < 300,
  );
});
