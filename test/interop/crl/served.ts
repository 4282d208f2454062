/* A CA behind a real port, whose lists verifiers fetch where the certificates say. Holds no test. */
import { openApp, type App } from '#app';
import type { Authority } from '#authorities';
import { day } from '#base';
import type { IssuedCertificate, IssueRequest } from '#certificates';
import { createHttp, createLogger } from '#http';
import { files } from '#keys';
import { temporaryDirectory, type TemporaryDirectory } from '#oracles';
import { createStatus } from '#status';
import { crlPem, findExtension, name, type Extension, type KeySpec } from '#x509';
import { makeCsr } from '../../csr.ts';

/** A root and the authority below it that issues, on a free port of this machine, by the machine's clock. */
export interface ServedCa extends AsyncDisposable {
  readonly app: App;
  readonly root: Authority;
  readonly issuing: Authority;
  readonly directory: TemporaryDirectory;
  issue(cn: string, more?: Partial<IssueRequest>): Promise<IssuedCertificate>;
  /** The address of the list of users of the authority that issues. */
  readonly userListUrl: string;
  /** Lets everybody hear what there is to hear, and makes the lists that are due: now, not when their turn comes. */
  settle(): Promise<void>;
  /** What stands at an address, which must answer 200. */
  fetch(url: string): Promise<Uint8Array>;
  /** The lists that these certificates, or freshest-CRL of these lists, name: fetched over HTTP, as PEM. */
  listsOf(
    ...documents: readonly { readonly extensions: readonly Extension[] }[]
  ): Promise<string[]>;
}

/** Starts one whose authorities have keys of this kind. */
export async function serveCa(key: KeySpec = { type: 'ec', curve: 'P-256' }): Promise<ServedCa> {
  const directory = temporaryDirectory();
  const app = await openApp({
    database: 'sqlite::memory:',
    keys: { default: files({ directory: `${directory.path}/keys` }) },
    jobs: 'hold',
    ocsp: 'hold',
  });
  const logger = createLogger({ level: 'silent' });
  const limits = { lagMs: 60_000 };
  const http = await createHttp({
    users: app.users,
    surfaces: [createStatus(app)],
    logger,
    limits,
  });
  const origin = new URL(await http.listen({ host: '127.0.0.1', port: 0 }));
  const common = { key, defaultHostname: origin.host };
  const root = await app.authorities.create({ ...common, name: 'root', subject: name('CN=Root') });
  const issuing = await app.authorities.create({
    ...common,
    name: 'issuing',
    subject: name('CN=Issuing'),
    parent: root,
  });
  const csr = (await makeCsr()).pem;
  const settle = async (): Promise<void> => {
    await app.events.idle();
    for (const each of await app.authorities.list())
      if (!each.revocation) await app.crl.generate(each);
  };
  await settle();
  return {
    app,
    root,
    issuing,
    directory,
    settle,
    userListUrl: `${origin.origin}/crl/${issuing.serial}/`,
    issue: async (cn, more = {}) => {
      const notAfter = new Date(Date.now() + 30 * day);
      const current = await app.authorities.get(issuing);
      return app.certificates.issue(current, { csr, subject: name(`CN=${cn}`), notAfter, ...more });
    },
    fetch: fetchBytes,
    listsOf: async (...documents) =>
      Promise.all(
        documents
          .flatMap(({ extensions }) => placesIn(extensions))
          .map(async (url) => crlPem(await fetchBytes(url))),
      ),
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await app.close();
      directory[Symbol.dispose]();
    },
  };
}

function placesIn(extensions: readonly Extension[]): string[] {
  const points = [
    ...(findExtension(extensions, 'crl_distribution_points')?.value ?? []),
    ...(findExtension(extensions, 'freshest_crl')?.value ?? []),
  ];
  return points
    .flatMap(({ full_name }) => full_name ?? [])
    .flatMap((each) => (each.type === 'URI' ? each.value : []));
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
