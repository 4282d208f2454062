import assert from 'node:assert/strict';
import { ask, temporaryDirectory, verifyChain } from '#oracles';

/**
 * Runs the example at `script` in an empty working directory and holds what it printed against what it promises:
 * a chain that other software accepts, the event, the revocation, the user and the refusal.
 */
export async function runExample(script: string): Promise<void> {
  using directory = temporaryDirectory();
  const { exitCode, stdout, stderr } = await ask('node', [script], { cwd: directory.path });
  assert.equal(exitCode, 0, stderr);
  assert.equal(stderr, '');

  const [leaf, root] =
    stdout.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n/g) ?? [];
  assert.ok(leaf && root, stdout);
  const verdicts = await verifyChain({ root, leaf, purpose: 'sslserver', hostname: 'example.com' });
  for (const { accepted, words } of Object.values(verdicts)) assert.ok(accepted, words);

  const [, serial] = /^revoked ([0-9A-F]+) keyCompromise$/m.exec(stdout) ?? [];
  assert.ok(serial, stdout);
  assert.match(stdout, new RegExp(`^told of ${serial}$`, 'm'));
  assert.match(stdout, /^user robot certificate\.sign certificate\.view$/m);
  assert.match(stdout, /^refused authority_disabled$/m);
}
