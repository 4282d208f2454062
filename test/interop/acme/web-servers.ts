/**
 * Web servers that get certificates for themselves: they run until they have one. Neither has a command that renews, so
 * that the second start is told to renew early; neither can revoke.
 */
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { present } from '#base';
import type { House } from './house.ts';
import { namesOf, type Cell, type Life } from './life.ts';
import { cellAddress } from './places.ts';

/** Without a site: it certifies the name and takes the ports only for the proofs. */
export function caddy({ serveUntil, path, directory }: House, cell: Cell, id: string): Life {
  const [name = ''] = namesOf(cell, id);
  const state = path(`caddy-${id}`);
  const config = `${state}.json`;
  const certificate = (): string | undefined => globSync(`${state}/certificates/*/*/*.crt`)[0];
  const act = async (windowRatio: number): Promise<string> => {
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
      subjects: [name],
      issuers: [issuer],
      key_type: cell.key === 'RSA' ? 'rsa2048' : 'p256',
      renewal_window_ratio: windowRatio,
      disable_ocsp_stapling: true,
    };
    const settings = {
      admin: { disabled: true },
      storage: { module: 'file_system', root: state },
      apps: { tls: { certificates: { automate: [name] }, automation: { policies: [policy] } } },
    };
    writeFileSync(config, JSON.stringify(settings));
    await serveUntil('caddy', ['run', '--config', config], changeOf(certificate));
    return present(certificate(), 'certificate');
  };
  return { issue: () => act(0.3), renew: () => act(1) };
}

/** Apache with mod_md: what one run has got, the next start puts into use. */
export function apache2({ serveUntil, path, directory }: House, cell: Cell, id: string): Life {
  const [name = ''] = namesOf(cell, id);
  const state = path(`apache2-${id}`);
  const config = `${state}.conf`;
  const certificate = `${state}/md/domains/${name}/pubcert${cell.key === 'RSA' ? '' : '.secp256r1'}.pem`;
  const job = `${state}/md/staging/${name}/job.json`;
  const isStaged = (): boolean =>
    existsSync(job) && /"finished": true/.test(readFileSync(job, 'utf8'));
  const start = (isDone: () => boolean): Promise<void> =>
    serveUntil('apache2', ['-f', config, '-DFOREGROUND'], isDone);
  const act = async (window: string): Promise<string> => {
    writeFileSync(config, apacheSettings({ window }));
    await start(isStaged);
    await start(changeOf(() => (existsSync(certificate) ? certificate : undefined)));
    return certificate;
  };
  const apacheSettings = ({ window }: { window: string }): string => `
ServerRoot ${state}
ServerName ${name}
DefaultRuntimeDir ${state}
PidFile ${state}/pid
ErrorLog /dev/stderr
LogLevel warn md:info
User www-data
Group www-data
Listen ${cellAddress(Number(id))}:80
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule md_module /usr/lib/apache2/modules/mod_md.so
MDStoreDir ${state}/md
MDCertificateAuthority ${directory}
MDCACertificateFile ${path('tls.pem')}
MDCertificateAgreement accepted
MDContactEmail admin@apache2.test
MDCAChallenges http-01
MDPrivateKeys ${cell.key === 'RSA' ? 'RSA 2048' : 'secp256r1'}
MDRenewMode always
MDRenewWindow ${window}
MDomain ${name}
`;
  return {
    issue: () => {
      // The part of it that gets certificates is no longer root.
      chmodSync(path('.'), 0o711);
      mkdirSync(state);
      return act('33%');
    },
    renew: () => act('1000d'),
  };
}

/** Whether a file has come, or is another than now. */
function changeOf(file: () => string | undefined): () => boolean {
  const read = (): string => {
    const found = file();
    return found === undefined ? '' : readFileSync(found, 'utf8');
  };
  const before = read();
  return () => ![before, ''].includes(read());
}
