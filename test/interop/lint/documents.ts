import { openApp, type App } from '#app';
import type { Authority, Reason } from '#authorities';
import { concat, present, randomOctets } from '#base';
import type { IssuedCertificate } from '#certificates';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import {
  encodeCertId,
  encodeOcspRequest,
  formatKeySpec,
  issuerId,
  name,
  type Extension,
  type GeneralName,
  type KeySpec,
  type Name,
} from '#x509';
import { makeCsr } from '../../csr.ts';

/** What is linted, and by which rules. */
export interface LintDocument {
  /** For people, unique: `RSA 2048: webserver for EC P-256`. */
  readonly id: string;
  readonly kind: 'certificate' | 'list' | 'answer';
  readonly der: Uint8Array;
  /** Who issued it; of a root, itself. */
  readonly issuer: Uint8Array;
  /** Whether it is to meet the rules of the public web as well. */
  readonly isPublic?: boolean;
}

/** Every profile under every kind of issuer for every kind of subject key, and the lists and answers beside them. */
export async function makeLintDocuments(
  issuers: readonly KeySpec[],
  subjects: readonly KeySpec[],
): Promise<LintDocument[]> {
  const documents: LintDocument[] = [];
  for (const key of issuers) documents.push(...(await documentsUnder(key, subjects)));
  return documents;
}

async function documentsUnder(key: KeySpec, subjects: readonly KeySpec[]): Promise<LintDocument[]> {
  using directory = temporaryDirectory();
  await using app = await openApp({
    database: 'sqlite::memory:',
    keys: { default: files({ directory: `${directory.path}/keys` }) },
    defaultHostname: 'ca.example.com',
    jobs: 'hold',
  });
  const root = await app.authorities.create({
    name: 'root',
    subject: name('C=AT,O=Example,CN=Example Root'),
    key,
    pathLength: null,
  });
  const issuing = await app.authorities.create({
    name: 'issuing',
    subject: name('C=AT,O=Example,CN=Example Issuing'),
    key,
    parent: root,
  });
  const under = formatKeySpec(key);
  const leaves = await issueLeaves(app, issuing, subjects);
  await revokeSome(app, leaves);
  const lists = await listsOf(app, under, [root, issuing]);
  const serials = leaves.map(({ issued }) => issued.serial);
  return [
    certificate(`${under}: root`, root, root),
    certificate(`${under}: issuing`, issuing, root),
    ...leaves.map(({ about, issued, isPublic }) => ({
      ...certificate(`${under}: ${about}`, issued, issuing),
      isPublic: isPublic && publicKeys.has(under),
    })),
    ...lists,
    ...(await answersOf(app, under, issuing, serials)),
  ];
}

/** Kinds of issuers that the public web takes. */
const publicKeys: ReadonlySet<string> = new Set(['RSA 2048', 'EC P-256', 'EC P-384']);

interface Leaf {
  readonly about: string;
  readonly issued: IssuedCertificate;
  readonly isPublic: boolean;
}

const dns: Extension = names({ type: 'DNS', value: 'host.example.com' });
const person: Extension = names({ type: 'email', value: 'someone@example.com' });

/** What is asked of each profile, as its users would. */
const requests: Readonly<Record<string, { subject: Name; extensions: readonly Extension[] }>> = {
  client: { subject: name('C=AT,O=Example,CN=A Client'), extensions: [person] },
  server: { subject: name('CN=host.example.com'), extensions: [dns] },
  webserver: {
    subject: name('CN=host.example.com'),
    extensions: [
      names({ type: 'DNS', value: 'host.example.com' }, { type: 'DNS', value: '*.example.com' }),
    ],
  },
  enduser: { subject: name('C=AT,CN=Some One'), extensions: [person] },
  ocsp: { subject: name('CN=Responder'), extensions: [] },
};

async function issueLeaves(
  app: App,
  issuing: Authority,
  subjects: readonly KeySpec[],
): Promise<Leaf[]> {
  const leaves: Leaf[] = [];
  for (const { name: profile } of app.profiles.list()) {
    const request = present(requests[profile], `a request for the profile ${profile}`);
    for (const key of subjects) {
      const { pem } = await makeCsr(key);
      const issued = await app.certificates.issue(issuing, { csr: pem, profile, ...request });
      leaves.push({ about: `${profile} for ${formatKeySpec(key)}`, issued, isPublic: false });
    }
  }
  const shapes = await issueShapes(app, issuing, present(subjects[0], 'a kind of key'));
  return [...leaves, ...shapes];
}

/** A certificate without subject, and one as the public web wants it. */
async function issueShapes(app: App, issuing: Authority, key: KeySpec): Promise<Leaf[]> {
  const { pem: csr } = await makeCsr(key);
  const nameless = await app.certificates.issue(issuing, {
    csr,
    profile: 'webserver',
    subject: [],
    completeSubject: false,
    extensions: [dns],
  });
  const forTheWeb = await app.certificates.issue(issuing, {
    csr,
    profile: 'webserver',
    subject: [],
    completeSubject: false,
    extensions: [
      dns,
      { type: 'key_usage', critical: true, value: ['digital_signature'] },
      {
        type: 'certificate_policies',
        critical: false,
        value: [{ policy_identifier: '2.23.140.1.2.1', policy_qualifiers: null }],
      },
    ],
  });
  return [
    { about: 'webserver without subject', issued: nameless, isPublic: false },
    { about: 'webserver for the public web', issued: forTheWeb, isPublic: true },
  ];
}

const reasons: readonly Reason[] = ['keyCompromise', 'superseded', 'unspecified'];

/** Empty lists of the root, and lists of the issuing authority with entries, of every scope; and a delta. */
async function listsOf(
  app: App,
  under: string,
  authorities: readonly Authority[],
): Promise<LintDocument[]> {
  const documents: LintDocument[] = [];
  for (const authority of authorities) {
    for (const contains of ['all', 'user', 'ca', 'attribute'] as const) {
      const list = await app.crl.make(authority, { contains });
      const octets: Uint8Array[] = [];
      for await (const each of app.crl.read(list)) octets.push(each);
      documents.push({
        id: `${under}: list of ${authority.name}, ${list.name}`,
        kind: 'list',
        der: concat(...octets),
        issuer: authority.certificate.der,
      });
    }
  }
  return documents;
}

async function revokeSome(app: App, leaves: readonly Leaf[]): Promise<void> {
  for (const [at, reason] of reasons.entries()) {
    const leaf = leaves[at];
    if (leaf) await app.certificates.revoke(leaf.issued, { reason });
  }
}

/** Answers about a certificate that is revoked, one that is not, and one that is not on record; with a nonce and without. */
async function answersOf(
  app: App,
  under: string,
  issuing: Authority,
  serials: readonly string[],
): Promise<LintDocument[]> {
  await app.ocsp.renewResponder(issuing);
  const issuer = issuerId(issuing.certificate, 'SHA1');
  const ask = async (about: string, serial: string, nonce?: Uint8Array): Promise<LintDocument> => {
    const request = encodeOcspRequest([encodeCertId(issuer, serial)], nonce);
    const { der } = await app.ocsp.answer(issuing.serial, request);
    return {
      id: `${under}: answer, ${about}`,
      kind: 'answer',
      der,
      issuer: issuing.certificate.der,
    };
  };
  const [revoked = '1', ...others] = serials;
  return [
    await ask('revoked', revoked),
    await ask('good', others.at(-1) ?? '1'),
    await ask('unknown', '4711'),
    await ask('with a nonce', others.at(-1) ?? '1', randomOctets(32)),
  ];
}

function certificate(
  id: string,
  { certificate }: Pick<Authority | IssuedCertificate, 'certificate'>,
  issuer: Authority,
): LintDocument {
  return { id, kind: 'certificate', der: certificate.der, issuer: issuer.certificate.der };
}

function names(...value: readonly GeneralName[]): Extension {
  return { type: 'subject_alternative_name', critical: false, value };
}
