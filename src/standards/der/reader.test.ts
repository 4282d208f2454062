import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHex, toHex } from '#base';
import { checkDer, DerReader, parseDer } from './reader.ts';
import { constructedTag, contextTag, tag } from './tags.ts';
import { DerWriter } from './writer.ts';

const octets = (hex: string): Uint8Array => {
  const bytes = findHex(hex.replaceAll(' ', ''));
  assert.ok(bytes, `not hex: ${hex}`);
  return bytes;
};
const badDer = (detail: RegExp): object => ({ name: 'CaError', code: 'bad_der', detail });

type Read = (reader: DerReader) => unknown;
type Refused = readonly [hex: string, fault: RegExp];

function refuses(read: Read, cases: readonly Refused[]): void {
  for (const [hex, fault] of cases)
    assert.throws(() => parseDer(octets(hex), read), badDer(fault), hex);
}

function gives(read: Read, cases: readonly (readonly [hex: string, value: unknown])[]): void {
  for (const [hex, value] of cases) assert.deepEqual(parseDer(octets(hex), read), value, hex);
}

const any: Read = (reader) => reader.any().tag;

test('lengths are read in their shortest form up to the end of the message', () => {
  const long = (header: string, size: number): string => header + '00'.repeat(size);
  gives(
    (reader) => reader.octetString().length,
    [
      ['0400', 0],
      [long('047f', 127), 127],
      [long('048180', 128), 128],
      [long('0481ff', 255), 255],
      [long('04820100', 256), 256],
      [long('0482ffff', 65_535), 65_535],
      [long('0483010000', 65_536), 65_536],
    ],
  );
});

test('every malformed header is refused by name', () => {
  refuses(any, [
    ['', /message cut short at byte 0/],
    ['04', /message cut short at byte 0/],
    ['30800000', /indefinite length/],
    ['24800401610000', /which DER does not have/],
    ['0480', /indefinite length/],
    ['048100', /length not in its shortest form/],
    ['04810161', /length not in its shortest form/],
    [`04817f${'00'.repeat(127)}`, /length not in its shortest form/],
    [`04820080${'00'.repeat(128)}`, /length not in its shortest form/],
    [`048200ff${'00'.repeat(255)}`, /length not in its shortest form/],
    [`0483000100${'00'.repeat(256)}`, /length not in its shortest form/],
    [`0484000000ff${'00'.repeat(255)}`, /length not in its shortest form/],
    ['0485000000000161', /length of a wrong size/],
    ['04ff', /length of a wrong size/],
    [`04ff${'00'.repeat(200)}`, /length of a wrong size/],
    ['0481', /length of a wrong size/],
    ['048201', /length of a wrong size/],
    ['0401', /length beyond the end/],
    ['040261', /length beyond the end/],
    [`048180${'00'.repeat(127)}`, /length beyond the end/],
    ['0484ffffffff', /length beyond the end/],
    ['04847fffffff00', /length beyond the end/],
    ['0484800000000000', /length beyond the end/],
    ['1f01', /tag number above 30/],
    ['1f810100', /tag number above 30/],
    ['3f2000', /tag number above 30/],
    ['5f8100', /tag number above 30/],
    ['9f1f00', /tag number above 30/],
    ['bf8a0100', /tag number above 30/],
    ['ff00', /tag number above 30/],
  ]);
});

test('forms that only BER has are refused', () => {
  refuses(any, [
    ['0000', /tag 0x00, which DER does not have, at byte 0/],
    ['2000', /tag 0x20, which DER does not have/],
    ['1000', /tag 0x10, which DER does not have/],
    ['1100', /tag 0x11, which DER does not have/],
    ['2103 0101ff', /tag 0x21, which DER does not have/],
    ['2403 040161', /tag 0x24, which DER does not have/],
    ['2304 03020000', /tag 0x23, which DER does not have/],
    ['2c03 0c0161', /tag 0x2c, which DER does not have/],
    ['3303 130161', /tag 0x33, which DER does not have/],
    ['3703 170161', /tag 0x37, which DER does not have/],
  ]);
  gives(any, [
    ['2800', 0x28],
    ['2b00', 0x2b],
    ['3d00', 0x3d],
    ['4000', 0x40],
    ['8000', 0x80],
    ['a000', 0xa0],
    ['de00', 0xde],
  ]);
});

test('an inner length is held to the end of what is around it', () => {
  const list: Read = (reader) => reader.list((inner) => inner.any().tag);
  gives(list, [
    ['3000', []],
    ['3004 0400 0500', [4, 5]],
  ]);
  refuses(list, [
    ['3001 04 00', /message cut short at byte 2/],
    ['3002 0401 61', /length beyond the end of what holds it at byte 2/],
    ['3003 048101 61', /length not in its shortest form/],
    ['3002 0481 8000', /length of a wrong size/],
  ]);
});

test('trailing bytes are refused, inside and outside', () => {
  refuses(
    (reader) => reader.sequence((inner) => inner.null()),
    [
      ['3002 0500 00', /trailing bytes at byte 4/],
      ['3004 0500 0500', /trailing bytes at byte 4/],
      ['3003 0500 00', /trailing bytes at byte 4/],
    ],
  );
  refuses(
    (reader) => reader.explicit(0, (inner) => inner.null()),
    [
      ['a004 0500 0500', /trailing bytes at byte 4/],
      ['0500', /trailing bytes at byte 0/],
    ],
  );
});

test('another tag, class or form than expected is refused with both in words', () => {
  refuses(
    (reader) => reader.integer(),
    [
      ['', /integer missing at byte 0/],
      ['0500', /null where integer was expected at byte 0/],
      ['820101', /\[2\] where integer was expected/],
      ['420101', /tag 0x42 where integer was expected/],
      ['c20101', /tag 0xc2 where integer was expected/],
      ['220101', /tag 0x22, which DER does not have/],
      ['300302010 1', /sequence where integer was expected/],
    ],
  );
  refuses(
    (reader) => reader.sequence(() => undefined),
    [
      ['3100', /set where sequence was expected/],
      ['a000', /\[0\] where sequence was expected/],
      ['7000', /tag 0x70 where sequence was expected/],
      ['1000', /tag 0x10, which DER does not have/],
    ],
  );
  refuses(
    (reader) => reader.within(constructedTag(0), () => undefined),
    [
      ['8000', /\[0\] where \[0\] was expected/],
      ['a100', /\[1\] where \[0\] was expected/],
    ],
  );
});

test('BOOLEAN is 00 or FF', () => {
  gives(
    (reader) => reader.boolean(),
    [
      ['010100', false],
      ['0101ff', true],
    ],
  );
  refuses(
    (reader) => reader.boolean(),
    [
      ['0100', /BOOLEAN that is neither/],
      ['010101', /BOOLEAN that is neither/],
      ['0101fe', /BOOLEAN that is neither/],
      ['0102ffff', /BOOLEAN that is neither/],
    ],
  );
});

test('NULL is empty', () => {
  gives((reader) => reader.null(), [['0500', null]]);
  gives((reader) => reader.null(contextTag(1)), [['8100', null]]);
  refuses((reader) => reader.null(), [['050100', /NULL with content/]]);
});

test('INTEGER of any sign is read, in its shortest form', () => {
  gives(
    (reader) => reader.integer(),
    [
      ['020100', 0n],
      ['02017f', 127n],
      ['02020080', 128n],
      ['0201ff', -1n],
      ['020180', -128n],
      ['0202ff7f', -129n],
      ['0209 00ffffffffffffffff', 2n ** 64n - 1n],
      ['0209 ff0000000000000000', -(2n ** 64n)],
    ],
  );
  const padded = /INTEGER with padding/;
  refuses(
    (reader) => reader.integer(),
    [
      ['0200', /INTEGER without content/],
      ['02020000', padded],
      ['0202007f', padded],
      ['0202ff80', padded],
      ['0202ffff', padded],
      ['0203000080', padded],
      [`0282083501${'00'.repeat(2100)}`, /INTEGER longer than 2100 octets/],
    ],
  );
});

test('INTEGER octets are held to the size asked for', () => {
  const read: Read = (reader) => toHex(reader.integerOctets(undefined, 2));
  gives(read, [
    ['02020080', '0080'],
    ['0201ff', 'ff'],
  ]);
  refuses(read, [['0203010000', /INTEGER longer than 2 octets/]]);
});

test('a small INTEGER is read from 0 to 2^31-1', () => {
  gives(
    (reader) => reader.smallInteger(),
    [
      ['020100', 0],
      ['0202 0100', 256],
      ['0204 7fffffff', 2_147_483_647],
    ],
  );
  gives((reader) => reader.smallInteger(tag.enumerated), [['0a0105', 5]]);
  const outside = /INTEGER outside 0 to 2147483647/;
  refuses(
    (reader) => reader.smallInteger(),
    [
      ['0201ff', outside],
      ['0204 80000000', outside],
      ['0205 0080000000', outside],
      ['0205 0100000000', outside],
      ['0200', /INTEGER without content/],
      ['02020001', /INTEGER with padding/],
    ],
  );
});

test('BIT STRING says how many bits of its last octet do not count, and they are zero', () => {
  gives(
    (reader) => {
      const { octets: bits, unused } = reader.bitString();
      return [toHex(bits), unused];
    },
    [
      ['030100', ['', 0]],
      ['030200ff', ['ff', 0]],
      ['03020780', ['80', 7]],
      ['030304fff0', ['fff0', 4]],
    ],
  );
  const count = /BIT STRING with a wrong count of unused bits/;
  const notZero = /BIT STRING with unused bits that are not zero/;
  refuses(
    (reader) => reader.bitString(),
    [
      ['0300', count],
      ['030101', count],
      ['030107', count],
      ['03020800', count],
      ['0302ff00', count],
      ['03020101', notZero],
      ['030207c0', notZero],
      ['030304ff01', notZero],
    ],
  );
});

test('a BIT STRING of octets ends with a whole one', () => {
  gives((reader) => toHex(reader.bitStringOctets()), [['03020061', '61']]);
  refuses(
    (reader) => reader.bitStringOctets(),
    [['03020160', /BIT STRING that ends inside an octet/]],
  );
});

test('OBJECT IDENTIFIER and OCTET STRING are read, implicit tags too', () => {
  gives((reader) => reader.oid(), [['0603550403', '2.5.4.3']]);
  gives((reader) => reader.oid(contextTag(8)), [['8803550403', '2.5.4.3']]);
  gives((reader) => toHex(reader.octetString()), [['04026162', '6162']]);
  gives((reader) => toHex(reader.octetString(contextTag(0))), [['80026162', '6162']]);
  refuses(
    (reader) => reader.oid(),
    [
      ['0600', /object identifier of a wrong length/],
      ['06025580', /object identifier cut short/],
      ['060455048003', /object identifier with a padded arc/],
    ],
  );
});

test('strings are read by the type that stands there, one of those allowed', () => {
  gives(
    (reader) => reader.string(),
    [
      ['0c026869', 'hi'],
      ['13026869', 'hi'],
      ['1e0400680069', 'hi'],
    ],
  );
  gives((reader) => reader.implicitString(contextTag(2), tag.ia5String), [['82026869', 'hi']]);
  refuses(
    (reader) => reader.string(),
    [
      ['040161', /octetString where a string was expected/],
      ['820161', /\[2\] where a string was expected/],
      ['130140', /PrintableString with a character/],
      ['1e02d800', /BMPString with a character/],
    ],
  );
  refuses(
    (reader) => reader.string(tag.utf8String, tag.printableString),
    [['160161', /ia5String where another string type was expected/]],
  );
  refuses(
    (reader) => reader.implicitString(contextTag(2), tag.ia5String),
    [
      ['820180', /IA5String with a character/],
      ['a203160161', /\[2\] where \[2\] was expected/],
    ],
  );
});

test('Time is UTCTime or GeneralizedTime', () => {
  const ascii = (header: string, text: string): string => header + toHex(Buffer.from(text));
  gives(
    (reader) => reader.time(),
    [
      [ascii('170d', '491231235959Z'), Date.UTC(2049, 11, 31, 23, 59, 59)],
      [ascii('180f', '20500101000000Z'), Date.UTC(2050, 0, 1)],
    ],
  );
  gives(
    (reader) => reader.generalizedTime(contextTag(0)),
    [[ascii('800f', '20500101000000Z'), Date.UTC(2050, 0, 1)]],
  );
  refuses(
    (reader) => reader.time(),
    [
      [ascii('170b', '4912312359Z'), /UTCTime in a form/],
      [ascii('1711', '491231235959+0000'), /UTCTime in a form/],
      [ascii('170d', '490230000000Z'), /is not a moment that exists/],
      [ascii('1811', '20500101000000.5Z'), /GeneralizedTime in a form/],
      [ascii('180d', '500101000000Z'), /GeneralizedTime in a form/],
      ['1701ff', /in a form that RFC 5280 does not allow/],
      ['1700', /UTCTime in a form/],
      ['1800', /GeneralizedTime in a form/],
      ['0500', /null where utcTime was expected/],
    ],
  );
});

/** SEQUENCEs inside each other, the innermost empty. */
function nested(depth: number): Uint8Array {
  const writer = new DerWriter();
  for (let i = 0; i < depth; i++) writer.header(tag.sequence, 0);
  return writer.take();
}

test('nesting is read to a depth of 32 and no deeper, by hand and by checkDer', () => {
  const descend = (reader: DerReader): number =>
    reader.sequence((inner) => (inner.done ? 1 : 1 + descend(inner)));
  assert.equal(parseDer(nested(32), descend), 32);
  checkDer(nested(32));
  const tooDeep = badDer(/nested deeper than 32 levels at byte \d+/);
  for (const depth of [33, 100, 100_000]) {
    assert.throws(() => parseDer(nested(depth), descend), tooDeep);
    assert.throws(() => checkDer(nested(depth)), tooDeep);
  }
});

test('a message above the cap is not looked at', () => {
  const message = new Uint8Array((1 << 20) + 1).fill(0xff);
  assert.throws(() => DerReader.of(message), badDer(/1048577 bytes where at most 1048576/));
  assert.throws(() => parseDer(octets('0500'), any, 1), badDer(/2 bytes where at most 1/));
  assert.throws(() => checkDer(octets('0500'), 1), badDer(/2 bytes where at most 1/));
  assert.equal(parseDer(octets('0500'), any, 2), tag.null);
  checkDer(octets('0500'), 2);
});

test('checkDer looks into everything constructed, and at values whose octets may be none', () => {
  for (const hex of ['', '0500', '05000500', '3000', '300430023000', 'a0050403ffffff', '0101ff'])
    checkDer(octets(hex));
  const cases: readonly Refused[] = [
    ['300205', /length beyond the end/],
    ['3003 0500 00', /message cut short/],
    ['a0023080', /indefinite length/],
    ['3103 048101', /length not in its shortest form/],
    ['3004 2402 0400', /tag 0x24, which DER does not have/],
    ['3002 1000', /tag 0x10, which DER does not have/],
    ['3003 1f0100', /tag number above 30/],
    ['0500 00', /message cut short/],
  ];
  for (const [hex, fault] of cases) assert.throws(() => checkDer(octets(hex)), badDer(fault), hex);
  for (const hex of [
    '0101aa',
    '0200',
    '02020001',
    '0a00',
    '0300',
    '030101',
    '050100',
    '0600',
    '060180',
  ])
    assert.throws(() => checkDer(octets(hex)), badDer(/./), hex);
  for (const hex of ['0c01ff', '1301ff', '1700', '8101aa', `02820bb8${'55'.repeat(3000)}`])
    checkDer(octets(hex));
});

test('a reader tells what comes next without reading it', () => {
  const reader = DerReader.of(octets('0500 020101'));
  assert.ok(reader.nextIs(tag.null) && !reader.nextIs(tag.integer) && !reader.done);
  assert.equal(reader.nextTag, tag.null);
  reader.null();
  assert.ok(reader.nextIs(tag.integer));
  assert.equal(reader.integer(), 1n);
  assert.ok(reader.done);
  assert.equal(reader.nextTag, undefined);
  reader.finish();
});

test('what follows the end of an inner reader is out of its sight', () => {
  const outer = DerReader.of(octets('3000 0500'));
  const inner = outer.inside();
  assert.ok(inner.done);
  assert.equal(inner.nextTag, undefined);
  assert.throws(() => inner.null(), badDer(/null missing at byte 2/));
  assert.throws(() => inner.any(), badDer(/message cut short at byte 2/));
  outer.null();
  outer.finish();
});

test('an optional explicit tag is read where it stands and undefined where not', () => {
  const read: Read = (reader) => [
    reader.explicit(0, (inner) => inner.integer()),
    reader.explicit(1, (inner) => inner.null()),
  ];
  gives(read, [
    ['', [undefined, undefined]],
    ['a003020105', [5n, undefined]],
    ['a1020500', [undefined, null]],
    ['a003020105 a1020500', [5n, null]],
  ]);
});

test('an element is handed out as views: its tag, its content, the whole', () => {
  const message = octets('ff 0403010203 ff').subarray(1, 6);
  const element = parseDer(message, (reader) => reader.any());
  assert.deepEqual(
    [element.tag, toHex(element.content), toHex(element.der)],
    [tag.octetString, '010203', '0403010203'],
  );
  assert.equal(element.content.buffer, message.buffer);
  assert.equal(element.der.buffer, message.buffer);
});

test('lists are read under another tag too, and an error inside leaves as it is', () => {
  gives(
    (reader) => reader.list((inner) => inner.smallInteger(), tag.set),
    [['3106 020101 020102', [1, 2]]],
  );
  const fault = new RangeError('of the caller');
  assert.throws(
    () =>
      parseDer(octets('3000'), () => {
        throw fault;
      }),
    fault,
  );
});
