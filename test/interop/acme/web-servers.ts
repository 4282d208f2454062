/**
 * Web servers that get certificates for themselves: each runs until it has one. Neither has a command that renews, so a
 * later start is told to renew early; neither can revoke.
 */
import { chmodSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { present } from '#base';
import type { House } from './house.ts';
import { namesOf, type Cell, type Life } from './life.ts';
import { cellAddress } from './places.ts';

/** Without a site: it takes the ports only for the proofs. */
export function caddy(house: House, cell: Cell, id: string): Life {
  const state = house.path(`caddy-${id}`);
  const config = `${state}.json`;
  const certificate = (): string | undefined => globSync(`${state}/certificates/*/*/*.crt`)[0];
  const act = async (renewalWindow: number): Promise<string> => {
    const tls = caddyTls(house, cell, { id, renewalWindow });
    const storage = { module: 'file_system', root: state };
    writeFileSync(config, JSON.stringify({ admin: { disabled: true }, storage, apps: { tls } }));
    await house.serveUntil('caddy', ['run', '--config', config], changeOf(certificate));
    return present(certificate(), 'certificate');
  };
  return { issue: () => act(1 / 3), renew: () => act(1) };
}

/** `renewalWindow`: the part of its life, counted from the end, in which a certificate is renewed. */
function caddyTls(
  { path, directory }: House,
  cell: Cell,
  { id, renewalWindow }: { readonly id: string; readonly renewalWindow: number },
): object {
  const names = namesOf(cell, id);
  const issuer = {
    module: 'acme',
    ca: directory,
    email: 'admin@caddy.test',
    trusted_roots_pem_files: [path('tls.pem')],
    challenges: {
      bind_host: cellAddress(Number(id)),
      http: { disabled: cell.proof !== 'http-01' },
      'tls-alpn': { disabled: cell.proof !== 'tls-alpn-01' },
    },
  };
  const policy = {
    subjects: names,
    issuers: [issuer],
    key_type: cell.key === 'RSA' ? 'rsa2048' : 'p256',
    renewal_window_ratio: renewalWindow,
    disable_ocsp_stapling: true,
  };
  return { certificates: { automate: names }, automation: { policies: [policy] } };
}

/** Apache with mod_md: what one run has got, the next start puts into use. */
export function apache2(house: House, cell: Cell, id: string): Life {
  const { serveUntil, path } = house;
  const [name = ''] = namesOf(cell, id);
  const state = path(`apache2-${id}`);
  const file = cell.key === 'RSA' ? 'pubcert.pem' : 'pubcert.secp256r1.pem';
  const certificate = `${state}/md/domains/${name}/${file}`;
  const job = `${state}/md/staging/${name}/job.json`;
  const isStaged = (): boolean => readIfThere(job).includes('"finished": true');
  const act = async (renewWindow: string): Promise<string> => {
    writeFileSync(`${state}.conf`, apacheSettings(house, cell, { id, state, renewWindow }));
    const start = ['-f', `${state}.conf`, '-DFOREGROUND'];
    await serveUntil('apache2', start, isStaged);
    await serveUntil(
      'apache2',
      start,
      changeOf(() => certificate),
    );
    return certificate;
  };
  return {
    issue: () => {
      // The process that gets certificates is not root.
      chmodSync(path('.'), 0o711);
      mkdirSync(state);
      return act('33%');
    },
    renew: () => act('1000d'),
  };
}

interface ApacheHow {
  readonly id: string;
  readonly state: string;
  /** In the words of mod_md: how long before the end a certificate is renewed. */
  readonly renewWindow: string;
}

function apacheSettings(
  { path, directory }: House,
  cell: Cell,
  { id, state, renewWindow }: ApacheHow,
): string {
  const [name = ''] = namesOf(cell, id);
  const modules = ['mpm_event', 'authz_core', 'md'].map(
    (each) => `LoadModule ${each}_module /usr/lib/apache2/modules/mod_${each}.so`,
  );
  return `${modules.join('\n')}
ServerRoot ${state}
ServerName ${name}
DefaultRuntimeDir ${state}
PidFile ${state}/pid
ErrorLog "|$/bin/cat >&2"
User www-data
Group www-data
Listen ${cellAddress(Number(id))}:80
MDStoreDir ${state}/md
MDCertificateAuthority ${directory}
MDCACertificateFile ${path('tls.pem')}
MDCertificateAgreement accepted
MDContactEmail admin@apache2.test
MDCAChallenges http-01
MDPrivateKeys ${cell.key === 'RSA' ? 'RSA 2048' : 'secp256r1'}
MDRenewMode always
MDRenewWindow ${renewWindow}
MDomain ${name}
`;
}

/** Whether a file has come, or is another than it was. */
function changeOf(file: () => string | undefined): () => boolean {
  const read = (): string => readIfThere(file() ?? '');
  const before = read();
  return () => ![before, ''].includes(read());
}

/** Empty when it is not there: a server puts it there while we look. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}
