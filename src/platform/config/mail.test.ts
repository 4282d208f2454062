import { deepEqual, match, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '#base';
import { temporaryDirectory } from '#oracles';
import { loadConfig } from './index.ts';
import type { Config } from './index.ts';

async function fromFile(text: string, env: Record<string, string> = {}): Promise<Config> {
  using directory = temporaryDirectory();
  directory.write('ca.yaml', text);
  return await loadConfig({ env: { CERTWRIGHT_CONFIG: 'ca.yaml', ...env }, cwd: directory.path });
}

const least = 'mail: { host: mail.example.com, from: ca@example.com';

test('a mail server is described by its host and the sender; more may be said', async () => {
  const { mail } = await fromFile(`${least} }`);
  deepEqual(mail, { host: 'mail.example.com', from: 'ca@example.com' });
  const whole = await fromFile(
    `${least}, port: 2465, tls: implicit, user: ca, password_file: /run/pass, ca_file: /etc/ca.pem }`,
  );
  deepEqual(whole.mail, {
    host: 'mail.example.com',
    port: 2465,
    tls: 'implicit',
    from: 'ca@example.com',
    caFile: '/etc/ca.pem',
    user: 'ca',
    password: { file: '/run/pass' },
  });
});

test('the password of a variable is a secret', async () => {
  const env = { MAIL_PASSWORD: 'hush' };
  const config = await fromFile(`${least}, user: ca, password_env: MAIL_PASSWORD }`, env);
  const { password } = config.mail ?? {};
  ok(password instanceof Secret && password.reveal() === 'hush');
  ok(!inspect(config, { depth: 9 }).includes('hush') && !JSON.stringify(config).includes('hush'));
});

test('what is no mail server is refused where it stands', async () => {
  const cases: [string, RegExp][] = [
    ['mail: x', /must hold the settings of a mail server/],
    ['mail: { host: mail.example.com }', /mail\.from/],
    ['mail: { host: "a b", from: ca@example.com }', /mail\.host: must be a host name/],
    ['mail: { host: a, from: "ca" }', /mail\.from: must be an address/],
    [`${least}, tls: maybe }`, /mail\.tls: must be one of/],
    [`${least}, port: 0 }`, /mail\.port/],
    [`${least}, password: x }`, /mail\.password/],
    [`${least}, user: ca }`, /must have user together with/],
    [`${least}, password_env: X }`, /must have user together with/],
    [`${least}, user: ca, password_env: X, password_file: Y }`, /not both/],
    ['notice_days: 7', /must be a list of days/],
    ['notice_days: [0]', /from 1 to 3650/],
  ];
  for (const [text, words] of cases)
    await rejects(fromFile(text), (error: { detail: string }) => {
      match(error.detail, words, text);
      return true;
    });
});
