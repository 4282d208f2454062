import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { openssl, skipWithout } from '#oracles';
import { openHouse, type House } from './house.ts';
import { namesOf, type Cell, type Life } from './life.ts';
import { skipWithoutNamespace } from './namespace.ts';
import { cellAddress } from './places.ts';
import { apache2, caddy } from './web-servers.ts';

/** The one that takes longest begins. */
const cells: readonly Cell[] = [
  { client: 'dehydrated', proof: 'dns-01, wildcard', key: 'RSA' },
  { client: 'certbot', proof: 'http-01', key: 'RSA' },
  { client: 'certbot', proof: 'dns-01, wildcard', key: 'EC' },
  { client: 'lego', proof: 'http-01', key: 'RSA' },
  { client: 'lego', proof: 'dns-01, wildcard', key: 'EC' },
  { client: 'lego', proof: 'tls-alpn-01', key: 'EC' },
  { client: 'uacme', proof: 'http-01', key: 'EC' },
  { client: 'acme-tiny', proof: 'http-01', key: 'RSA' },
  { client: 'acme-client', proof: 'http-01', key: 'EC' },
  { client: 'certbot', proof: 'http-01', key: 'EC', rare: true },
  { client: 'lego', proof: 'tls-alpn-01', key: 'RSA', rare: true },
  { client: 'dehydrated', proof: 'http-01', key: 'EC', rare: true },
  { client: 'uacme', proof: 'dns-01, wildcard', key: 'RSA', rare: true },
  { client: 'acme-tiny', proof: 'http-01', key: 'EC', rare: true },
  { client: 'acme-client', proof: 'http-01', key: 'RSA', rare: true },
  { client: 'caddy', proof: 'tls-alpn-01', key: 'EC', rare: true },
  { client: 'caddy', proof: 'http-01', key: 'RSA', rare: true },
  { client: 'apache2', proof: 'http-01', key: 'RSA', rare: true },
  { client: 'apache2', proof: 'http-01', key: 'EC', rare: true },
];

const all = process.env['CERTWRIGHT_INTEROP'] === 'all';

const lives: Readonly<Record<string, (house: House, cell: Cell, id: string) => Life>> = {
  certbot,
  lego,
  dehydrated,
  uacme,
  'acme-tiny': acmeTiny,
  'acme-client': acmeClient,
  caddy,
  apache2,
};

const nowhere = await skipWithoutNamespace();
let house: House;
if (nowhere === false) {
  before(async () => {
    house = await openHouse();
  });
  after(() => house[Symbol.asyncDispose]());
}

test('real clients issue, renew and revoke', { concurrency: 4, skip: nowhere }, async (t) => {
  const runs = [...cells.entries()].map(([number, cell]) => {
    const { client, proof, key, rare } = cell;
    const isWanted = all || !rare;
    const skip = isWanted ? skipWithout(...toolsOf(client)) : 'runs with CERTWRIGHT_INTEROP=all';
    return t.test(`${client}: ${proof}, ${key}`, { skip }, () => live(cell, `${number}`));
  });
  await Promise.all(runs);
});

/** The one that comes from npm is always there. */
function toolsOf(client: string): readonly string[] {
  return client === 'acme-client' ? ['openssl'] : [client, 'openssl'];
}

async function live(cell: Cell, id: string): Promise<void> {
  const life = lives[cell.client]?.(house, cell, id);
  assert.ok(life);
  const first = await serial(await life.issue());
  const second = await serial((await life.renew?.()) ?? (await life.issue()));
  assert.notEqual(second, first);
  if (!life.revoke) return;
  await life.revoke();
  assert.equal(house.isRevoked(second), true, 'on record as revoked');
  assert.equal(house.isRevoked(first), false, 'the first is as it was');
}

function serial(certificate: string): Promise<string> {
  return house.serialOf(certificate);
}

function certbot({ run, path, directory }: House, cell: Cell, id: string): Life {
  const state = (part: string): string => path(`certbot-${id}`, part);
  const places = ['config', 'work', 'logs'].flatMap((part) => [`--${part}-dir`, state(part)]);
  const common = ['--non-interactive', '--server', directory, ...places];
  const proof =
    cell.proof === 'http-01'
      ? ['--standalone', '--http-01-address', cellAddress(Number(id))]
      : ['--manual', '--preferred-challenges', 'dns', '--manual-auth-hook', path('hook')];
  const certificate = state('config/live/own/fullchain.pem');
  const names = namesOf(cell, id).flatMap((name) => ['-d', name]);
  return {
    issue: async () => {
      const key = cell.key === 'RSA' ? 'rsa' : 'ecdsa';
      const person = ['--agree-tos', '-m', 'admin@certbot.test', '--cert-name', 'own'];
      await run('certbot', [
        ...['certonly', ...common, ...person, ...proof, ...names, '--key-type', key],
      ]);
      return certificate;
    },
    renew: async () => {
      await run('certbot', ['renew', ...common, '--force-renewal', '--no-random-sleep-on-renew']);
      return certificate;
    },
    revoke: () =>
      run('certbot', [
        ...['revoke', ...common, '--no-delete-after-revoke', '--reason', 'superseded'],
        ...['--cert-path', state('config/live/own/cert.pem')],
      ]),
  };
}

function lego({ run, path, directory }: House, cell: Cell, id: string): Life {
  const proofs: Readonly<Record<Cell['proof'], readonly string[]>> = {
    'http-01': ['--http', '--http.port', `${cellAddress(Number(id))}:80`],
    'tls-alpn-01': ['--tls', '--tls.port', `${cellAddress(Number(id))}:443`],
    'dns-01, wildcard': ['--dns', 'exec', '--dns.disable-cp'],
  };
  const names = namesOf(cell, id).flatMap((name) => ['-d', name]);
  const key = cell.key === 'RSA' ? 'rsa2048' : 'ec256';
  const state = path(`lego-${id}`);
  const common = [
    ...['-s', directory, '-a', '-m', 'admin@lego.test', '-k', key, '--path', state],
    ...[...names, ...proofs[cell.proof]],
  ];
  const env = { EXEC_PATH: path('hook'), EXEC_POLLING_INTERVAL: '1' };
  const certificate = `${state}/certificates/${(namesOf(cell, id)[0] ?? '').replace('*', '_')}.crt`;
  const act = async (...verb: readonly string[]): Promise<string> => {
    await run('lego', [...common, ...verb], env);
    return certificate;
  };
  return {
    issue: () => act('run'),
    renew: () => act('renew', '--days', '1000', '--no-random-sleep'),
    revoke: () => act('revoke', '--keep'),
  };
}

function dehydrated({ run, path, directory }: House, cell: Cell, id: string): Life {
  const config = path(`dehydrated-${id}.config`);
  const state = path(`dehydrated-${id}`);
  writeFileSync(
    config,
    [
      `CA=${directory}`,
      `BASEDIR=${state}`,
      `WELLKNOWN=${path('www')}`,
      `CURL_OPTS="--cacert ${path('tls.pem')}"`,
      `KEY_ALGO=${cell.key === 'RSA' ? 'rsa' : 'secp384r1'}`,
      'KEYSIZE=2048',
      'ACCOUNT_KEYSIZE=2048',
      '',
    ].join('\n'),
  );
  const [name = ''] = namesOf(cell, id);
  const proof = cell.proof === 'http-01' ? [] : ['-t', 'dns-01', '-k', path('hook')];
  const act = async (...args: readonly string[]): Promise<string> => {
    await run('dehydrated', ['-f', config, ...args]);
    return `${state}/certs/own/fullchain.pem`;
  };
  const order = ['-c', '-d', name, '--alias', 'own', ...proof];
  return {
    issue: async () => {
      await run('mkdir', ['-p', state]);
      await act('--register', '--accept-terms');
      return act(...order);
    },
    renew: () => act(...order, '-x'),
    revoke: () => act('-r', `${state}/certs/own/cert.pem`),
  };
}

function uacme({ run, path, directory }: House, cell: Cell, id: string): Life {
  const [name = ''] = namesOf(cell, id);
  const state = path(`uacme-${id}`);
  const common = ['-a', directory, '-c', state, '-t', cell.key];
  const certificate = `${state}/${name.replace('*.', '')}/cert.pem`;
  const env = { PROOF: cell.proof === 'http-01' ? 'http-01' : 'dns-01' };
  const act = async (...args: readonly string[]): Promise<string> => {
    await run('uacme', [...common, ...args], env);
    return certificate;
  };
  return {
    issue: async () => {
      await act('-y', 'new', 'admin@uacme.test');
      return act('-h', path('hook'), 'issue', name);
    },
    renew: () => act('-f', '-h', path('hook'), 'issue', name),
    revoke: () => act('revoke', certificate),
  };
}

function acmeClient({ run, path, directory }: House, cell: Cell, id: string): Life {
  const [name = ''] = namesOf(cell, id);
  const state = path(`acme-client-${id}`);
  const script = join(import.meta.dirname, 'npm-client.ts');
  const act = async (verb: string): Promise<string> => {
    await run(process.execPath, [script, verb, directory, state, name, cell.key.toLowerCase()]);
    return `${state}.crt`;
  };
  return { issue: () => act('issue'), revoke: () => act('revoke') };
}

/** It knows neither renewal nor revocation: the same request again. */
function acmeTiny({ run, path, directory }: House, cell: Cell, id: string): Life {
  const [name = ''] = namesOf(cell, id);
  const file = (what: string): string => path(`acme-tiny-${id}.${what}`);
  const kind = cell.key === 'RSA' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  return {
    issue: async () => {
      await openssl(['genrsa', '-out', file('account'), '2048']);
      await openssl([
        ...['req', '-new', '-newkey', ...kind, '-nodes', '-keyout', file('key')],
        ...['-subj', '/', '-addext', `subjectAltName=DNS:${name}`, '-out', file('csr')],
      ]);
      const args = ['--account-key', file('account'), '--csr', file('csr'), '--disable-check'];
      const { stdout } = await run('acme-tiny', [
        ...[...args, '--acme-dir', path('www'), '--directory-url', directory],
      ]);
      writeFileSync(file('crt'), stdout);
      return file('crt');
    },
  };
}
