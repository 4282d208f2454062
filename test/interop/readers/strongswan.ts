import { join } from 'node:path';
import { toHex } from '#base';
import { findExtension, keyIdentifier, type Extension, type GeneralName, type Name } from '#x509';
import { temporaryDirectory, type Answer } from '#oracles';
import type { CertificateSaid, CertificateSpecimen } from '../specimens/certificates.ts';
import type { EntrySaid, ListSpecimen } from '../specimens/lists.ts';
import type { Signer } from '../specimens/signer.ts';
import type { Specimens } from '../specimens/specimens.ts';
import { each, type Reader, type Reading, type Readings } from './reader.ts';
import { between, lineAfter, momentAfter } from './text.ts';
import { makeTool, type Tool } from './tool.ts';

/** Kinds of keys and signatures that it does not know. */
const unknownKind = /ml-dsa|slh-dsa|p-384-sha3/;

/** Certificates it refuses, with good right, for a critical extension it does not know. */
const refused = /^everything-|^extension-(?:acme-identifier|name-constraints|precert-poison)$/;

/** It cuts long names. */
const cut = 'name-every-attribute';

/** Reasons as it prints them, where that is not the name of the RFC in words. */
const reasons: Readonly<Record<string, string>> = {
  privilege_withdrawn: '(9)',
  aa_compromise: '(10)',
};

/** strongSwan, by its pki: what an IKE daemon sees of a certificate. Requests and OCSP messages it does not print. */
export async function strongswanReader(): Promise<Reader> {
  const pki = await strongswan();
  return { label: pki.label, read: (specimens) => readAll(pki, specimens) };
}

/** Its pki, with the plugins that it takes to judge chains. */
export async function strongswan(): Promise<Tool> {
  const settings = join(import.meta.dirname, '../strongswan.conf');
  const command = [`STRONGSWAN_CONF=${settings}`, 'pki'];
  const { stdout } = await makeTool('strongSwan', command).ask(['--help']);
  return makeTool(/strongSwan \S+/.exec(stdout)?.[0] ?? 'strongSwan', command);
}

async function readAll(pki: Tool, specimens: Specimens): Promise<Readings> {
  const known = <T extends { readonly signer: Signer }>(list: readonly T[]): T[] =>
    list.filter(({ signer }) => !unknownKind.test(signer.kind));
  const certificates = known(specimens.certificates).filter(({ id }) => id !== cut);
  return {
    certificates: await each(certificates, (one) => readCertificate(pki, one)),
    CRLs: await each(known(specimens.lists), (one) => readList(pki, one)),
  };
}

async function readCertificate(
  pki: Tool,
  { id, der, said }: CertificateSpecimen,
): Promise<Reading> {
  const { stdout, exitCode } = await print(pki, 'x509', der);
  if (refused.test(id)) return { id, read: exitCode === 0, said: false };
  const read = {
    subject: nameAfter(stdout, 'subject:'),
    issuer: nameAfter(stdout, 'issuer:'),
    not_before: momentAfter(stdout, 'not before'),
    not_after: momentAfter(stdout, 'not after'),
    serial: lineAfter(stdout, 'serial:')?.replaceAll(':', '').replace(/^0/, '').toUpperCase(),
    alternative_names: lineAfter(stdout, 'altNames:'),
    is_authority: /flags: +CA /.test(stdout),
    path_length: lineAfter(stdout, 'pathlen:'),
    lists: urisAfter(stdout, 'CRL URIs:'),
    responders: urisAfter(stdout, 'OCSP URIs:'),
    authority_key: lineAfter(stdout, 'authkeyId:'),
    policies: [
      ...between(stdout, 'certificatePolicies:', 'subjkeyId').matchAll(/^ +([\d.]+)$/gm),
    ].map(([, policy]) => policy),
    excluded: lineAfter(stdout, 'excluded nameConstraints:\n'),
    key_id: lineAfter(stdout, 'subjkey:')?.replaceAll(':', ''),
  };
  return { id, read, said: expectedCertificate(said) };
}

function expectedCertificate(said: CertificateSaid): object {
  const find = <T extends Extension['type']>(type: T): ReturnType<typeof findExtension<T>> =>
    findExtension(said.extensions, type);
  const constraints = find('basic_constraints')?.value;
  const keyId = find('authority_key_identifier')?.value.key_identifier;
  return {
    subject: nameText(said.subject),
    issuer: nameText(said.issuer),
    not_before: said.not_before,
    not_after: said.not_after,
    serial: said.serial,
    alternative_names: find('subject_alternative_name')?.value.flatMap(nameOf).join(', '),
    is_authority: constraints?.ca ?? false,
    path_length: constraints?.path_length?.toString(),
    ...expectedPlaces(said),
    authority_key: keyId && Buffer.from(keyId, 'base64').toString('hex').match(/../g)?.join(':'),
    policies: find('certificate_policies')?.value.map((each) => each.policy_identifier) ?? [],
    excluded: find('name_constraints')?.value.excluded_subtrees?.map(({ value }) => value)[0],
    key_id: toHex(keyIdentifier(new Uint8Array(Buffer.from(said.public_key, 'base64')))),
  };
}

/** Where its lists are and who answers for it. */
function expectedPlaces({ extensions }: CertificateSaid): object {
  const points = findExtension(extensions, 'crl_distribution_points')?.value ?? [];
  const access = findExtension(extensions, 'authority_information_access')?.value ?? [];
  const lists = points.flatMap(({ full_name }) => full_name ?? []).flatMap(nameOf);
  return {
    lists: lists.toSorted(),
    responders: access
      .filter(({ access_method }) => access_method.endsWith('.48.1'))
      .map(({ access_location }) => access_location.value),
  };
}

async function readList(pki: Tool, { id, der, said }: ListSpecimen): Promise<Reading> {
  const { stdout } = await print(pki, 'crl', der);
  const entries = [...stdout.matchAll(/^ {4}([\da-f:]+): (.{20}), (.*)$/gm)];
  const read = {
    issuer: nameAfter(stdout, 'issuer:'),
    this_update: momentAfter(stdout, 'this on'),
    next_update: momentAfter(stdout, 'next on'),
    number: lineAfter(stdout, 'serial:'),
    base: lineAfter(stdout, 'delta CRL: for serial'),
    entries: entries.map(([, serial = '', revoked, reason]) => ({
      serial: serial.replaceAll(':', '').toUpperCase(),
      revoked: momentAfter(`at ${revoked}`, 'at'),
      reason,
    })),
  };
  const expected = {
    issuer: nameText(said.issuer),
    this_update: said.this_update,
    next_update: said.next_update,
    number: hexNumber(findExtension(said.extensions, 'crl_number')?.value),
    base: hexNumber(findExtension(said.extensions, 'delta_crl_indicator')?.value),
    entries: said.entries.map(expectedEntry),
  };
  return { id, read, said: expected };
}

function expectedEntry({ serial, revoked, extensions }: EntrySaid): object {
  const reason = findExtension(extensions, 'crl_reason')?.value ?? 'unspecified';
  return { serial, revoked, reason: reasons[reason] ?? reason.replaceAll('_', ' ') };
}

async function print(pki: Tool, type: string, der: Uint8Array): Promise<Answer> {
  using directory = temporaryDirectory();
  // Awaited here: the directory goes with the block.
  return await pki.ask(['--print', '--type', type, '--in', directory.write('document', der)]);
}

function nameAfter(text: string, label: string): string | undefined {
  return /^"(.*)"$/.exec(lineAfter(text, label) ?? '')?.[1];
}

function nameText(name: Name): string {
  return name.map(({ oid, value }) => `${attributeNames[oid] ?? oid}=${ascii(value)}`).join(', ');
}

const attributeNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

/** Each octet of what is not ASCII is a question mark, and so is no other character of the specimens. */
function ascii(value: string): string {
  return value.replaceAll(/[^ -~]/gu, (character) => '?'.repeat(Buffer.byteLength(character)));
}

function nameOf(name: GeneralName): string[] {
  if (name.type === 'dirName') return [nameText(name.value)];
  if (name.type === 'otherName')
    return name.value.type === 'UTF8String' ? [String(name.value.value)] : [];
  return name.type === 'RID' ? [] : [name.value];
}

function urisAfter(text: string, label: string): string[] {
  const block = new RegExp(`${label}((?: +\\S+:\\S+\\n)*)`).exec(text)?.[1] ?? '';
  return (block.match(/\S+/g) ?? []).toSorted();
}

function hexNumber(value: number | string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const hex = BigInt(value).toString(16);
  return (hex.length % 2 === 0 ? hex : `0${hex}`).match(/../g)?.join(':');
}
