import { join } from 'node:path';
import { present, toBase64, toHex } from '#base';
import { DerReader, encodeDer, integer, tag, text } from '#der';
import {
  encodeExtension,
  extensionOid,
  findSignatureAlgorithm,
  type Extension,
  type GeneralName,
  type OtherName,
} from '#x509';
import type { EntrySaid } from '../specimens/lists.ts';
import type { Signer } from '../specimens/signer.ts';
import type { Specimens } from '../specimens/specimens.ts';
import { askBatch, batchItems } from './batch.ts';
import type { Reader, Reading, Readings } from './reader.ts';
import { makeTool, type Tool } from './tool.ts';

const program = join(import.meta.dirname, '../python/read.py');

/** Keys that not every release knows: what it cannot read of those is left out. */
const notEverywhere = /pss|sha3|ml-dsa|slh-dsa/;

/** Extensions that no release, or not every release, decodes: of those it tells the DER. */
const opaque = new Set<string>([
  ...['no_rev_avail', 'ms_ntds_security', 'acme_identifier', 'related_certificate', 'unknown'],
  ...['qc_statements', 'ms_certificate_template', 'private_key_usage_period', 'admissions'],
]);

/** One document and what was said in it. */
interface Document<Said> {
  readonly id: string;
  readonly said: Said;
  /** Whose signature or whose key it is. */
  readonly signer?: Signer;
}

/** The library `cryptography` of the Python that this command runs. */
export async function pythonReader(command: readonly string[]): Promise<Reader> {
  const python = makeTool('Python cryptography', command);
  const answers = await askBatch(python, [program], []);
  const label = `${python.label} ${answers.get('')?.read}`;
  return { label, read: (specimens) => readAll({ ...python, label }, specimens) };
}

async function readAll(python: Tool, specimens: Specimens): Promise<Readings> {
  const answers = await askBatch(python, [program], batchItems(specimens));
  const readings = <Said>(
    documents: readonly Document<Said>[],
    expected: (said: Said, read: unknown) => unknown,
  ): Reading[] =>
    documents.flatMap(({ id, said, signer }) => {
      const { read, error } = present(answers.get(id), `what Python says of ${id}`);
      if (error !== undefined && notEverywhere.test(signer?.kind ?? '')) return [];
      return [{ id, read: error ?? read, said: expected(said, read) }];
    });
  const same = (said: unknown): unknown => said;
  return {
    certificates: readings(specimens.certificates, expectedSigned),
    requests: readings(specimens.requests, expectedSigned),
    CRLs: readings(specimens.lists, (said, read) => ({
      ...expectedSigned(said, read),
      entries: said.entries.map((entry, at) => expectedEntry(entry, entryAt(read, at))),
    })),
    'OCSP requests': readings(
      // It reads only those about one certificate.
      specimens.questions.filter(({ said }) => said.cert_ids.length === 1),
      same,
    ),
    'OCSP responses': readings(
      specimens.answers.map((one) => ({ ...one, signer: one.authority })),
      ({ status, basic }) =>
        basic === null
          ? { status: status.toLowerCase(), basic }
          : { status, basic: { ...basic, verified: true, signature_algorithm: oidOf(basic) } },
    ),
    'PKCS #7': readings(
      // An empty one it takes for an error.
      specimens.bundles.filter(({ said }) => said.certificates.length > 0),
      same,
    ),
    'PKCS #8': readings(specimens.keys, same),
    'PKCS #12': readings(
      specimens.stores.filter(({ mac }) => mac === 'hmac'),
      same,
    ),
  };
}

function expectedSigned<
  Said extends { readonly signature_algorithm: string; readonly extensions: readonly Extension[] },
>(said: Said, read: unknown): object {
  return {
    ...said,
    verified: true,
    signature_algorithm: oidOf(said),
    extensions: expectedExtensions(said.extensions, read),
  };
}

function expectedEntry(said: EntrySaid, read: unknown): object {
  return { ...said, extensions: expectedExtensions(said.extensions, read) };
}

function entryAt(read: unknown, at: number): unknown {
  return (read as { entries?: unknown[] } | undefined)?.entries?.[at];
}

function oidOf({ signature_algorithm: id }: { readonly signature_algorithm: string }): string {
  return present(findSignatureAlgorithm(id), `the algorithm ${id}`).oid;
}

function expectedExtensions(said: readonly Extension[], read: unknown): unknown[] {
  const types = (read as { extensions?: { type: string }[] } | undefined)?.extensions ?? [];
  return said.map((extension, at) => {
    const isOpaque = opaque.has(extension.type) && types[at]?.type === 'unknown';
    return isOpaque ? opaqueForm(extension) : openForm(extension);
  });
}

/** An extension as one that is not known. */
function opaqueForm(extension: Extension): Extension {
  const { critical } = extension;
  const reader = DerReader.of(encodeDer(encodeExtension(extension))).inside();
  reader.oid();
  if (critical) reader.boolean();
  const value = { oid: extensionOid(extension), value: toBase64(reader.octetString()) };
  return { type: 'unknown', critical, value };
}

/** An extension in the JSON that the program writes; where that is less than ours, so much less. */
function openForm(extension: Extension): unknown {
  switch (extension.type) {
    case 'subject_alternative_name':
      return { ...extension, value: extension.value.map(nameForm) };
    case 'precertificate_signed_certificate_timestamps':
      return {
        ...extension,
        value: extension.value.map(({ extensions: _, signature: __, ...rest }) => rest),
      };
    case 'crl_number':
      return { ...extension, value: String(extension.value) };
    default:
      return extension;
  }
}

function nameForm(name: GeneralName): unknown {
  return name.type === 'otherName' ? { ...name, value: otherForm(name.value) } : name;
}

function otherForm({ oid, type, value }: OtherName): unknown {
  const der =
    type === 'INTEGER' ? integer(BigInt(value ?? 0)) : text(tag.utf8String, String(value));
  return { oid, der: toHex(encodeDer(der)) };
}
