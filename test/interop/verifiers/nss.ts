import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { encodePem } from '#der';
import { temporaryDirectory } from '#oracles';
import type { Chain } from '../chains/chain.ts';
import { each } from '../readers/reader.ts';
import { makeTool } from '../readers/tool.ts';
import { unchecked, type Verdict, type Verifier } from './verifier.ts';

const certutil = makeTool('NSS', ['certutil']);
const crlutil = makeTool('NSS', ['crlutil']);
/** By lists alone, of every certificate of the path. */
const revocation = ['leaf', 'chain'].flatMap((each) => [
  '-g',
  each,
  '-m',
  'crl',
  '-s',
  'failIfNoInfo',
]);
const vfychain = makeTool('NSS', ['vfychain']);

const usesWhatThereIs = unchecked(
  'vfychain takes what the lists in its database say, and asks no more',
);

/** The library of Firefox, by vfychain. Its codes: `secerr.h`. */
export function nssVerifier(): Verifier {
  return {
    label: 'NSS',
    verify: verifyAll,
    refusesKind: /sha3|ed25519|ed448|brainpool|secp256k1|ml-dsa|slh-dsa/,
    faults: {
      'wrong-host': unchecked('vfychain knows no host: its callers compare names'),
      expired: /-8181/,
      'not-yet-valid': /-8181/,
      'wrong-purpose': /-8101/,
      'unknown-critical-extension': /-8151/,
      'wrong-authority-key-identifier': /-8157|-8179/,
      tampered: /-8182/,
      'broken-signature': /-8182/,
      'sha-1': unchecked('its policy allows SHA-1, and browsers forbid it themselves'),
      'other-root': /-8157|-8179/,
      'path-too-long': /-8155/,
      'name-not-permitted': /-8157|-8080/,
      'name-excluded': /-8157|-8080/,
      'policy-required': /-8032/,
      'issuer-is-no-authority': /-8156/,
      'issuer-may-not-sign': /-8102/,
      'issuer-expired': /-8179|-8181/,
      'issuer-with-unknown-critical-extension': /-8151/,
      'issuer-revoked': /-8180/,
      revoked: /-8180/,
      'list-missing': usesWhatThereIs,
      'list-expired': usesWhatThereIs,
      'list-signed-by-another-key': usesWhatThereIs,
      'list-with-unknown-critical-extension': usesWhatThereIs,
    },
  };
}

async function verifyAll(chains: readonly Chain[]): Promise<Verdict[]> {
  using empty = temporaryDirectory();
  await certutil.ask(['-N', '-d', `sql:${empty.path}`, '--empty-password']);
  return await each(chains, (chain) => verify(chain, empty.path));
}

/** In a database of its own, where the root is trusted and the lists are known. */
async function verify(chain: Chain, empty: string): Promise<Verdict> {
  using directory = temporaryDirectory();
  cpSync(empty, join(directory.path, 'db'), { recursive: true });
  const db = ['-d', `sql:${directory.path}/db`];
  const add = (name: string, trust: string, der: Uint8Array): Promise<unknown> =>
    certutil.ask(['-A', ...db, '-n', name, '-t', trust, '-i', directory.write(name, der)]);
  await add('root', 'CT,C,C', chain.root);
  for (const [at, der] of chain.intermediates.entries()) await add(`authority-${at}`, ',,', der);
  for (const [at, der] of chain.lists.entries())
    await crlutil.ask(['-I', ...db, '-t', '1', '-i', directory.write(`list-${at}`, der)]);
  const leaf = directory.write('leaf.pem', encodePem('CERTIFICATE', chain.leaf));
  const args = [...db, '-pp', '-vv', '-u', '1', ...revocation];
  const { exitCode, stdout, stderr } = await vfychain.ask([...args, '-a', leaf]);
  return { accepted: exitCode === 0, words: stdout + stderr };
}
