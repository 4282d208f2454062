/**
 * One act of the npm package `acme-client`, in a process of its own:
 * `node npm-client.ts issue|revoke DIRECTORY STATE NAME rsa|ec`. The key of its account stays in STATE.key, the
 * certificate in STATE.crt; proofs go where WWW_DIRECTORY says.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import acme from 'acme-client';
import { present } from '#base';

const [verb, directoryUrl, state, commonName, kind] = process.argv
  .slice(2)
  .map((each) => present(each, 'argument'));
const file = (ending: string): string => `${state}.${ending}`;
if (!existsSync(file('key'))) writeFileSync(file('key'), await acme.crypto.createPrivateEcdsaKey());
const client = new acme.Client({
  directoryUrl: present(directoryUrl, 'directory'),
  accountKey: readFileSync(file('key')),
});
const www = present(process.env['WWW_DIRECTORY'], 'WWW_DIRECTORY');

if (verb === 'issue') {
  const key =
    kind === 'rsa'
      ? await acme.crypto.createPrivateRsaKey()
      : await acme.crypto.createPrivateEcdsaKey();
  const [, csr] = await acme.crypto.createCsr({ altNames: [present(commonName, 'name')] }, key);
  const certificate = await client.auto({
    csr,
    email: 'admin@acme-client.test',
    termsOfServiceAgreed: true,
    challengePriority: ['http-01'],
    challengeCreateFn: async (_authorization, { token }, keyAuthorization) =>
      writeFileSync(join(www, token), keyAuthorization),
    challengeRemoveFn: async () => undefined,
  });
  writeFileSync(file('crt'), certificate);
} else {
  await client.createAccount({ onlyReturnExisting: true, termsOfServiceAgreed: true });
  await client.revokeCertificate(readFileSync(file('crt')), { reason: 4 });
}
