import type { CliCommand } from './command.ts';
import { createAuthority } from './commands/ca-create.ts';
import { editAuthority } from './commands/ca-edit.ts';
import { listAuthorities } from './commands/ca-list.ts';
import { viewAuthority } from './commands/ca-view.ts';
import { listCertificates } from './commands/cert-list.ts';
import { revokeCertificate } from './commands/cert-revoke.ts';
import { signCertificate } from './commands/cert-sign.ts';
import { viewCertificate } from './commands/cert-view.ts';
import { showConfig } from './commands/config.ts';
import { serve } from './commands/serve.ts';
import { createUser } from './commands/user-create.ts';
import { listUsers } from './commands/user-list.ts';

/** Every command there is, in the order of the help. */
export const commands: readonly CliCommand[] = [
  serve,
  createAuthority,
  listAuthorities,
  viewAuthority,
  editAuthority,
  signCertificate,
  viewCertificate,
  listCertificates,
  revokeCertificate,
  createUser,
  listUsers,
  showConfig,
];
