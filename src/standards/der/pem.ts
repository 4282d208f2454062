import { CaError } from '#base';

/** One block of PEM (RFC 7468): its label as written between the dashes, and the bytes inside. */
export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

const boundary = /^[^\S\r\n]*(-----.*)$/gm;
const begin = /^-----BEGIN ([A-Z0-9](?:[A-Z0-9 -]{0,60}[A-Z0-9])?)-----$/;
const maxText = 1 << 20;

/**
 * Every block of a PEM text, in order. Lines may end in LF, CRLF or CR and be of any length; text before, between and
 * after blocks is passed over, as RFC 7468 §2 allows. Headers inside a block (RFC 1421 encryption) are refused.
 *
 * @throws CaError `bad_pem` when a block is not closed by its own label, is empty, or holds anything but base64;
 *   `too_large` above 1 MiB of text.
 */
export function parsePem(text: string): PemBlock[] {
  if (text.length > maxText)
    throw new CaError('too_large', `PEM text may have at most ${maxText} characters.`);
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly from: number } | undefined;
  for (const { 0: whole, 1: dashes = '', index } of text.matchAll(boundary)) {
    const line = dashes.trimEnd();
    if (!open) {
      const label = begin.exec(line)?.[1];
      if (label !== undefined) open = { label, from: index + whole.length };
    } else if (line === `-----END ${open.label}-----`) {
      blocks.push({ label: open.label, der: decodeBody(text.slice(open.from, index), open.label) });
      open = undefined;
    } else {
      throw badPem(open.label, 'is not closed by its own END line');
    }
  }
  if (open) throw badPem(open.label, 'has no END line');
  return blocks;
}

/**
 * The bytes of the only block of a text, which must carry one of `labels`.
 *
 * @throws CaError `bad_pem` when there is none, another label, or more than one block.
 */
export function parseOnePem(text: string, ...labels: readonly string[]): Uint8Array {
  const blocks = parsePem(text);
  const [block] = blocks;
  if (!block || blocks.length > 1 || !labels.includes(block.label)) {
    const found =
      blocks.length === 0
        ? 'nothing'
        : blocks
            .slice(0, 4)
            .map((each) => each.label)
            .join(', ');
    throw new CaError('bad_pem', `Expected one PEM block ${labels.join(' or ')}, found ${found}.`);
  }
  return block.der;
}

/** PEM of one block (RFC 7468): base64 in lines of 64 characters, LF line ends, the last one included. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  let lines = '';
  for (let i = 0; i < base64.length; i += 64) lines += `${base64.slice(i, i + 64)}\n`;
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}

function decodeBody(body: string, label: string): Uint8Array {
  const compact = body.replaceAll(/\s+/g, '');
  if (compact === '' || compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact))
    throw badPem(label, 'holds something other than base64');
  return new Uint8Array(Buffer.from(compact, 'base64'));
}

function badPem(label: string, fault: string): CaError {
  return new CaError('bad_pem', `The PEM block ${label} ${fault}.`);
}
