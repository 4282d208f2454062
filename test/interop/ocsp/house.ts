import { openApp } from '#app';
import { fixedClock, hour, minute } from '#base';
import { createHttp, createLogger } from '#http';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { createStatus } from '#status';
import { certificatePem, encodePkcs8, name, type Extension } from '#x509';
import { makeCsr } from '../../csr.ts';
import { outsideAuthority, outsideCertificate } from '../../outside.ts';
import { freePort } from '../../server.ts';
import type { Subject, Verdict } from './client.ts';

/** A certificate in one of the states it can be in, and what is to be said of it. */
export interface Case extends Subject {
  readonly expected: Verdict;
}

/** A server of ours on loopback with a root and an issuing authority, whose keys are also known to others. */
export interface House extends AsyncDisposable {
  readonly cases: readonly Case[];
  /** Where to ask about what the issuing authority has issued. */
  readonly url: string;
  readonly issuer: Subject['issuerPem'];
}

type Opened = Awaited<ReturnType<typeof openHouse>>;

/** A house in the present, where clients live, with certificates that were made two hours ago. */
export async function makeHouse(): Promise<House> {
  const house = await openHouse();
  const { app, issuing, root, issue } = house;
  const [good, revoked, held, released] = await Promise.all(
    ['good', 'revoked', 'held', 'released'].map((id) => issue(id)),
  );
  if (!good || !revoked || !held || !released) throw new Error('Each of them is issued.');
  const expired = await issue('expired', new Date(house.clock.now() + hour));
  house.clock.advance(2 * hour);
  await app.certificates.revoke(revoked, { reason: 'keyCompromise' });
  await app.certificates.revoke(held, { reason: 'certificateHold' });
  const hold = await app.certificates.revoke(released, { reason: 'certificateHold' });
  await app.certificates.release(hold);
  for (const authority of [root, issuing]) await app.ocsp.renewResponder(authority);
  await app.crl.generate(issuing);
  const { extensions, spki } = good.certificate;
  const never = await forge(house, { spki, extensions });
  const serial = (await issue('root’s own', undefined, root)).serial;
  const others = await forge(house, { spki, extensions, serial });
  const url = `${house.origin}/ocsp/${issuing.serial}/cert/`;
  const subject = (id: string, pem: string, expected: Verdict): Case => {
    return { id, pem, expected, issuerPem: issuing.pem, rootPem: root.pem, url };
  };
  return {
    url,
    issuer: issuing.pem,
    cases: [
      subject('good', good.pem, 'good'),
      subject('revoked', revoked.pem, 'revoked'),
      subject('held', held.pem, 'revoked'),
      subject('released', released.pem, 'good'),
      subject('expired', expired.pem, 'good'),
      subject('never-issued', never, 'unknown'),
      subject('serial-of-another-issuer', others, 'unknown'),
    ],
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

/** A certificate that the issuing authority's key has signed, and of which nothing is on record. */
async function forge(
  { outside, clock }: Opened,
  more: { spki: Uint8Array; extensions: readonly Extension[]; serial?: string },
): Promise<string> {
  const named = new Set(['subject_key_identifier', 'authority_key_identifier']);
  const extensions = more.extensions.filter(({ type }) => !named.has(type));
  const changes = { ...more, extensions, subject: `CN=forged ${more.serial ?? ''}` };
  const notAfterMs = clock.now() + hour;
  return certificatePem(
    (await outsideCertificate(outside, clock.now(), { ...changes, notAfterMs })).der,
  );
}

async function openHouse() {
  const directory = temporaryDirectory();
  const clock = fixedClock(Date.now() - 2 * hour - minute);
  const port = await freePort();
  const app = await openApp({
    database: 'sqlite::memory:',
    keys: { default: files({ directory: `${directory.path}/keys` }) },
    clock,
    ocsp: 'hold',
    defaultHostname: `127.0.0.1:${port}`,
  });
  const top = await outsideAuthority(clock.now(), { subject: 'CN=Root' });
  const outside = await outsideAuthority(clock.now(), { subject: 'CN=Issuing' }, { by: top });
  const take = (id: string, { pem: certificate, key }: typeof top) =>
    app.authorities.import({ name: id, certificate, key: encodePkcs8(key) });
  const [root, issuing] = [await take('root', top), await take('issuing', outside)];
  const http = await createHttp({
    users: app.users,
    surfaces: [createStatus(app)],
    logger: createLogger({ level: 'silent' }),
    limits: { lagMs: 60_000 },
  });
  return {
    app,
    clock,
    root,
    issuing,
    outside,
    origin: await http.listen({ host: '127.0.0.1', port }),
    issue: async (id: string, notAfter?: Date, by = issuing) =>
      app.certificates.issue(by, {
        csr: (await makeCsr()).pem,
        subject: name(`CN=${id}`),
        ...(notAfter && { notAfter }),
      }),
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await app.close();
      directory[Symbol.dispose]();
    },
  };
}
