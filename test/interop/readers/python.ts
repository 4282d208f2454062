import { join } from 'node:path';
import { findBase64, present, toBase64, toHex } from '#base';
import { bitString, encodeDer, integer, nothing, oid, sequence, tag, text } from '#der';
import {
  extensionOid,
  parsePublicKey,
  type Extension,
  type GeneralName,
  type OtherName,
} from '#x509';
import type { EntrySaid } from '../specimens/lists.ts';
import type { Specimens } from '../specimens/specimens.ts';
import {
  algorithmOid,
  askBatch,
  batchItems,
  compare,
  extensionContent,
  type Said,
} from './batch.ts';
import { without, type Reader, type Reading, type Readings } from './reader.ts';
import { makeTool, type Tool } from './tool.ts';

const program = join(import.meta.dirname, '../python/read.py');

/** Keys that not every release knows: what it cannot read of those is left out. */
const notEverywhere = /pss|sha3|ml-dsa|slh-dsa/;

/** Extensions that no release, or not every release, decodes: of those it tells the DER. */
const opaque = new Set<string>([
  'no_rev_avail',
  'ms_ntds_security',
  'acme_identifier',
  'related_certificate',
  'unknown',
  'qc_statements',
  'ms_certificate_template',
  'private_key_usage_period',
  'admissions',
]);

/** The library `cryptography` of the Python that this command runs. */
export async function pythonReader(command: readonly string[]): Promise<Reader> {
  const python = makeTool('Python cryptography', command);
  const answers = await askBatch(python, [program], []);
  const label = `${python.label} ${String(answers.get('')?.read)}`;
  return { label, read: (specimens) => readAll({ ...python, label }, specimens) };
}

async function readAll(python: Tool, specimens: Specimens): Promise<Readings> {
  const answers = await askBatch(python, [program], batchItems(specimens));
  const readings = <T>(
    documents: readonly Said<T>[],
    expected: (said: T, read: unknown) => object,
  ): Reading[] =>
    compare(documents, answers, notEverywhere, (said, read) => withPlainKey(expected(said, read)));
  const same = (said: object): object => said;
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
          : {
              status,
              basic: { ...basic, verified: true, signature_algorithm: algorithmOid(basic) },
            },
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

function expectedSigned(
  said: { readonly signature_algorithm: string; readonly extensions: readonly Extension[] },
  read: unknown,
): object {
  return {
    ...said,
    verified: true,
    signature_algorithm: algorithmOid(said),
    extensions: expectedExtensions(said.extensions, read),
  };
}

function expectedEntry(said: EntrySaid, read: unknown): object {
  return { ...said, extensions: expectedExtensions(said.extensions, read) };
}

function entryAt(read: unknown, at: number): unknown {
  return (read as { entries?: unknown[] } | undefined)?.entries?.[at];
}

/** A key for RSASSA-PSS alone it gives out as one for RSA in general. */
function withPlainKey<T extends object>(said: T): T {
  if (!('public_key' in said)) return said;
  const { algorithmOid, key } = parsePublicKey(present(findBase64(String(said.public_key)), 'key'));
  if (algorithmOid !== '1.2.840.113549.1.1.10') return said;
  const rsa = sequence(oid('1.2.840.113549.1.1.1'), nothing());
  return { ...said, public_key: toBase64(encodeDer(sequence(rsa, bitString(key)))) };
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
  const value = { oid: extensionOid(extension), value: toBase64(extensionContent(extension)) };
  return { type: 'unknown', critical: extension.critical, value };
}

/** An extension in the JSON that the program writes; where that is less than ours, so much less. */
function openForm(extension: Extension): unknown {
  switch (extension.type) {
    case 'subject_alternative_name':
      return { ...extension, value: extension.value.map(nameForm) };
    case 'precertificate_signed_certificate_timestamps':
      return {
        ...extension,
        value: extension.value.map((each) => without(each, 'extensions', 'signature')),
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

function otherForm({ type, value, ...rest }: OtherName): unknown {
  const der =
    type === 'INTEGER' ? integer(BigInt(value ?? 0)) : text(tag.utf8String, String(value));
  return { ...rest, der: toHex(encodeDer(der)) };
}
