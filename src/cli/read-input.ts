import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CaError } from '#base';
import type { Io } from './io.ts';
import type { Output } from './output.ts';

const maxBytes = 1 << 20;

/**
 * The bytes of a file, or of standard input when `file` is `-` or undefined. On a terminal, which has no end of its own
 * accord, it is asked for and ends with the END line of a PEM block.
 *
 * @param what  What is read, for the question and the error: `the CSR`.
 * @throws CaError `not_found` when the file cannot be read, `too_large` above 1 MiB, `bad_request` when there is nothing.
 */
export async function readInput(
  { io, err }: { readonly io: Io; readonly err: Output },
  file: string | undefined,
  what: string,
): Promise<Uint8Array> {
  const bytes = await (file !== undefined && file !== '-'
    ? fromFile(file)
    : fromStdin(io, err, what));
  if (bytes.length > maxBytes) throw new CaError('too_large', `${what} may have at most 1 MiB.`);
  if (bytes.length === 0) throw new CaError('bad_request', `Nothing was read for ${what}.`);
  return bytes;
}

async function fromFile(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new CaError('not_found', `The file ${file} cannot be read.`, { cause });
  }
}

async function fromStdin(io: Io, err: Output, what: string): Promise<Uint8Array> {
  if (io.stdin.isTTY === true) {
    err.line(`Paste ${what} (PEM):`);
    return fromTerminal(io);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of io.stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function fromTerminal(io: Io): Promise<Uint8Array> {
  const lines: string[] = [];
  const reader = createInterface({ input: io.stdin, terminal: false });
  for await (const line of reader) {
    lines.push(line);
    if (/^-----END [A-Z ]+-----\s*$/.test(line)) break;
  }
  reader.close();
  return new TextEncoder().encode(lines.join('\n'));
}
