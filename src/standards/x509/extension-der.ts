import { concat } from '#base';
import { encodeDer, tag } from '#der';
import type { DerValue, DerWriter } from '#der';
import { encodeExtension, requireDifferent } from './extension.ts';
import type { Extension } from './extension.ts';

/** Extensions that can never change again and stood side by side, in this order, and their DER in one piece. */
interface Run {
  readonly extensions: readonly Extension[];
  readonly der: Uint8Array;
}

/** By the last of each. */
const runs = new WeakMap<Extension, Run>();
const noRun: Run = { extensions: [], der: new Uint8Array(0) };

/** The DER of each that can never change again. */
const encoded = new WeakMap<Extension, Uint8Array>();

/**
 * Extensions, as `encodeExtensions` writes them, for the documents that are made again and again. Those that are frozen
 * through and through, as profiles have them, are encoded the first time only, and where several follow each other,
 * the next document takes them as one piece.
 *
 * @throws CaError `bad_extension` when two have the same OID, and as `encodeExtension`.
 */
export function extensionsValue(list: readonly Extension[]): DerValue {
  requireDifferent(list);
  return (writer) => {
    const before = writer.size;
    for (let end = list.length; end > 0;) end -= putLast(writer, list, end);
    writer.header(tag.sequence, before);
  };
}

/** Writes the last of the first `end` extensions, and those before it that are known to go with it; tells how many. */
function putLast(writer: DerWriter, list: readonly Extension[], end: number): number {
  const last = list[end - 1] as Extension;
  const run = Object.isFrozen(last) ? findRun(last) : undefined;
  if (!run) {
    encodeExtension(last)(writer);
    return 1;
  }
  const fitting = fits(run, list, end) ? run : learn(run, list, end);
  writer.octets(fitting.der);
  return fitting.extensions.length;
}

/** The run that an extension ends, still empty when it was not met before; undefined for one that may change. */
function findRun(last: Extension): Run | undefined {
  return runs.get(last) ?? (isConstant(last) ? noRun : undefined);
}

function fits({ extensions }: Run, list: readonly Extension[], end: number): boolean {
  const start = end - extensions.length;
  let fits = start >= 0 && extensions.length > 0;
  for (let i = 0; fits && i < extensions.length; i++) fits = extensions[i] === list[start + i];
  return fits;
}

/** A new run is as long as can be; one that does not fit everywhere is cut to the end that does. */
function learn({ extensions }: Run, list: readonly Extension[], end: number): Run {
  const isNew = extensions.length === 0;
  const goesOn = (length: number): boolean => {
    const next = list[end - 1 - length] as Extension;
    return isNew ? isConstant(next) : next === extensions[extensions.length - 1 - length];
  };
  let length = 1;
  while (length < end && goesOn(length)) length++;
  const common = list.slice(end - length, end);
  const run = { extensions: common, der: concat(...common.map(constantDer)) };
  runs.set(list[end - 1] as Extension, run);
  return run;
}

function constantDer(extension: Extension): Uint8Array {
  const known = encoded.get(extension) ?? encodeDer(encodeExtension(extension));
  encoded.set(extension, known);
  return known;
}

function isConstant(extension: Extension): boolean {
  return encoded.has(extension) || isFrozenThroughout(extension);
}

function isFrozenThroughout(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenThroughout);
}
