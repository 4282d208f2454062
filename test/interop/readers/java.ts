import { join } from 'node:path';
import { toBase64 } from '#base';
import { encodeDer, octetString } from '#der';
import { extensionOid, findExtension, type Extension, type GeneralName } from '#x509';
import type { CertificateSaid } from '../specimens/certificates.ts';
import type { EntrySaid, ListSaid } from '../specimens/lists.ts';
import type { Specimens } from '../specimens/specimens.ts';
import {
  algorithmOid,
  askBatch,
  batchItems,
  compare,
  extensionContent,
  type Said,
} from './batch.ts';
import type { Reader, Reading, Readings } from './reader.ts';
import { makeTool, type Tool } from './tool.ts';

const program = join(import.meta.dirname, '../java/Read.java');

/** Keys that no release, or not every release, knows: what it cannot read of those is left out. */
const notEverywhere = /brainpool|secp256k1|ml-dsa|slh-dsa/;

/** What every JDK has, from 17 on. Of OCSP messages and requests it has no public reader. */
export async function javaReader(command: readonly string[]): Promise<Reader> {
  const java = await makeJava(command);
  return { label: java.label, read: (specimens) => readAll(java, specimens) };
}

/** The JDK that this command runs. */
export async function makeJava(command: readonly string[]): Promise<Tool> {
  const { stderr } = await makeTool('Java', command).ask(['-version']);
  return makeTool(`Java ${/version "([^"]+)/.exec(stderr)?.[1]}`, command);
}

async function readAll(java: Tool, specimens: Specimens): Promise<Readings> {
  const known = new Set(['certificate', 'list', 'bundle', 'key', 'store']);
  const items = batchItems(specimens).filter(({ kind }) => known.has(kind));
  const answers = await askBatch(java, [program], items);
  const readings = <T>(documents: readonly Said<T>[], expected: (said: T) => object): Reading[] =>
    compare(documents, answers, notEverywhere, expected);
  // PBMAC1 it knows from 26 on, and passwords in ASCII only.
  const stores = specimens.stores.filter(({ id, mac }) => mac === 'hmac' && id !== 'store-unicode');
  return {
    certificates: readings(specimens.certificates, expectedCertificate),
    CRLs: readings(specimens.lists, expectedList),
    'PKCS #7': readings(specimens.bundles, (said) => said),
    'PKCS #8': readings(specimens.keys, (said) => said),
    'PKCS #12': readings(stores, (said) => ({
      ...said,
      friendly_name: said.friendly_name.toLowerCase(),
    })),
  };
}

function expectedCertificate(said: CertificateSaid): object {
  const { extensions } = said;
  const constraints = findExtension(extensions, 'basic_constraints')?.value;
  return {
    ...said,
    verified: true,
    signature_algorithm: algorithmOid(said),
    extensions: sortedExtensions(extensions),
    key_usage: findExtension(extensions, 'key_usage')?.value ?? null,
    extended_key_usage: findExtension(extensions, 'extended_key_usage')?.value ?? null,
    path_length: constraints?.ca ? (constraints.path_length ?? 2 ** 31 - 1) : -1,
    subject_alternative_name: namesOf(findExtension(extensions, 'subject_alternative_name')?.value),
    issuer_alternative_name: namesOf(findExtension(extensions, 'issuer_alternative_name')?.value),
  };
}

function expectedList(said: ListSaid): object {
  const entries = said.entries.toSorted((one, other) =>
    BigInt(`0x${one.serial}`) < BigInt(`0x${other.serial}`) ? -1 : 1,
  );
  return {
    ...said,
    verified: true,
    signature_algorithm: algorithmOid(said),
    extensions: sortedExtensions(said.extensions),
    entries: entries.map(expectedEntry),
  };
}

function expectedEntry(said: EntrySaid): object {
  const reason = findExtension(said.extensions, 'crl_reason')?.value ?? null;
  return { ...said, reason, extensions: sortedExtensions(said.extensions) };
}

/** In the order of their identifiers as text, each with its OCTET STRING. */
function sortedExtensions(extensions: readonly Extension[]): unknown[] {
  return extensions
    .map((extension) => ({
      oid: extensionOid(extension),
      critical: extension.critical,
      // It knows this one, and gives a value of its own making: nothing, where NULL stands.
      value:
        extension.type === 'ocsp_no_check'
          ? toBase64(encodeDer(octetString(new Uint8Array(0))))
          : toBase64(encodeDer(octetString(extensionContent(extension)))),
    }))
    .toSorted((one, other) => (one.oid < other.oid ? -1 : 1));
}

function namesOf(names: readonly GeneralName[] | undefined): unknown[] | null {
  return names?.map(nameOf) ?? null;
}

function nameOf(name: GeneralName): unknown {
  if (name.type === 'dirName') return { ...name, value: 'CN=Example,C=AT' };
  if (name.type === 'IP') return { ...name, value: name.value.replace('::', ':0:0:0:0:0:') };
  return name.type === 'otherName' ? { ...name, value: null } : name;
}
