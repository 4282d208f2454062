import type { CliCommand } from './command.ts';

/** The first words after `certwright`, in the order of the help. */
export const nouns: readonly (readonly [noun: string, summary: string])[] = [
  ['serve', ''],
  ['work', ''],
  ['ca', 'Certificate authorities: create, list, view, edit, import, renew, revoke, …'],
  ['cert', 'Certificates: sign, view, list, search, revoke, export, …'],
  ['profile', 'Templates of certificates: list, view'],
  ['crl', 'Revocation lists: list, generate, dump, publish, policy'],
  ['ocsp', 'Status by OCSP: keys, answers, publish'],
  ['acme', 'Clients by ACME: policy, account, order, eab'],
  ['key', 'Private keys: backends, rewrap'],
  ['user', 'Users of the REST API: create, list, view, edit, enable, disable, password, token'],
  ['group', 'Groups of users: create, list, edit, delete'],
  ['notice', 'Mail before something ends: send'],
  ['audit', 'What was done: list, verify'],
  ['db', 'The database: status, migrate, copy, backup, restore, confirm'],
  ['config', ''],
  ['help', ''],
  ['completion', ''],
];

/** The words between a noun and a verb. */
export const inner: Readonly<Record<string, string>> = {
  token: 'Tokens of the REST API: create, list, revoke',
  account: 'Accounts of ACME clients: list, view, deactivate',
  order: 'Orders of ACME clients: list',
  eab: 'Keys for new accounts: create, list, revoke',
};

const environment = [
  ['CERTWRIGHT_DATA', 'directory of the database and the keys (default: ./data)'],
  ['CERTWRIGHT_CONFIG', 'settings file, YAML or a module'],
  ['CERTWRIGHT_HOST, CERTWRIGHT_PORT', 'where serve listens (default: 127.0.0.1, 8000)'],
  ['CERTWRIGHT_ADMIN_PASSWORD', 'password of admin on the first start'],
  ['NO_COLOR', 'any value: no colours'],
] as const;

/** What the main help says around the list of commands. */
export const overview = {
  description: 'A certificate authority: one server, one command line, one importable library.',
  footer: (table: readonly CliCommand[]): string => {
    const aliases = table.flatMap(({ alias }) => alias ?? []);
    return [
      '',
      'Environment (all settings: certwright config):',
      ...environment.map(([name, meaning]) => `  ${name.padEnd(34)}${meaning}`),
      '',
      'Start here:',
      '  certwright serve',
      '  certwright ca create root CN=ca.example.com',
      '',
      'Names that django-ca has for them work as well:',
      `  ${aliases.join(', ')}`,
    ].join('\n');
  },
} as const;
