import type { CliCommand } from './command.ts';
import { deactivateAcmeAccount } from './commands/acme-account-deactivate.ts';
import { listAcmeAccounts } from './commands/acme-account-list.ts';
import { viewAcmeAccount } from './commands/acme-account-view.ts';
import { createAcmeBinding } from './commands/acme-eab-create.ts';
import { listAcmeBindings } from './commands/acme-eab-list.ts';
import { revokeAcmeBinding } from './commands/acme-eab-revoke.ts';
import { listAcmeOrders } from './commands/acme-order-list.ts';
import { acmePolicy } from './commands/acme-policy.ts';
import { listAudit } from './commands/audit-list.ts';
import { verifyAudit } from './commands/audit-verify.ts';
import { acceptAuthority } from './commands/ca-accept.ts';
import { showChains } from './commands/ca-chain.ts';
import { createAuthority } from './commands/ca-create.ts';
import { crossSignAuthority } from './commands/ca-cross-sign.ts';
import { editAuthority } from './commands/ca-edit.ts';
import { exportAuthority } from './commands/ca-export.ts';
import { importAuthority } from './commands/ca-import.ts';
import { listAuthorities } from './commands/ca-list.ts';
import { rekeyAuthority } from './commands/ca-rekey.ts';
import { renewAuthority } from './commands/ca-renew.ts';
import { requestAuthority } from './commands/ca-request.ts';
import { revokeAuthority } from './commands/ca-revoke.ts';
import { disableAuthority, enableAuthority } from './commands/ca-switch.ts';
import { viewAuthority } from './commands/ca-view.ts';
import { watchAuthority } from './commands/ca-watchers.ts';
import { withdrawAuthority } from './commands/ca-withdraw.ts';
import { exportCertificate } from './commands/cert-export.ts';
import { generateCertificate } from './commands/cert-generate.ts';
import { importCertificate } from './commands/cert-import.ts';
import { listCertificates } from './commands/cert-list.ts';
import { releaseCertificate } from './commands/cert-release.ts';
import { resignCertificate } from './commands/cert-resign.ts';
import { revokeCertificate } from './commands/cert-revoke.ts';
import { searchCertificates } from './commands/cert-search.ts';
import { signCertificate } from './commands/cert-sign.ts';
import { viewCertificate } from './commands/cert-view.ts';
import { watchCertificate } from './commands/cert-watchers.ts';
import { showConfig } from './commands/config.ts';
import { dumpCrl } from './commands/crl-dump.ts';
import { generateCrls } from './commands/crl-generate.ts';
import { listCrls } from './commands/crl-list.ts';
import { crlPolicy } from './commands/crl-policy.ts';
import { publishCrls } from './commands/crl-publish.ts';
import { backupDatabase } from './commands/db-backup.ts';
import { confirmDatabase } from './commands/db-confirm.ts';
import { copyDatabase } from './commands/db-copy.ts';
import { migrateDatabase } from './commands/db-migrate.ts';
import { restoreDatabase } from './commands/db-restore.ts';
import { databaseStatus } from './commands/db-status.ts';
import { createGroup } from './commands/group-create.ts';
import { deleteGroup } from './commands/group-delete.ts';
import { editGroup } from './commands/group-edit.ts';
import { listGroups } from './commands/group-list.ts';
import { listKeyBackends } from './commands/key-backends.ts';
import { rewrapKeys } from './commands/key-rewrap.ts';
import { sendNotices } from './commands/notice-send.ts';
import { signOcspAnswers } from './commands/ocsp-answers.ts';
import { renewOcspKeys } from './commands/ocsp-keys.ts';
import { publishOcsp } from './commands/ocsp-publish.ts';
import { listProfiles } from './commands/profile-list.ts';
import { viewProfile } from './commands/profile-view.ts';
import { serve } from './commands/serve.ts';
import { createUser } from './commands/user-create.ts';
import { editUser } from './commands/user-edit.ts';
import { listUsers } from './commands/user-list.ts';
import { changePassword } from './commands/user-password.ts';
import { disableUser, enableUser } from './commands/user-switch.ts';
import { createToken } from './commands/user-token-create.ts';
import { listTokens } from './commands/user-token-list.ts';
import { revokeToken } from './commands/user-token-revoke.ts';
import { viewUser } from './commands/user-view.ts';
import { work } from './commands/work.ts';

/** Every command there is, in the order of the help. */
export const commands: readonly CliCommand[] = [
  serve,
  work,
  createAuthority,
  listAuthorities,
  viewAuthority,
  editAuthority,
  enableAuthority,
  disableAuthority,
  importAuthority,
  requestAuthority,
  acceptAuthority,
  withdrawAuthority,
  crossSignAuthority,
  renewAuthority,
  rekeyAuthority,
  revokeAuthority,
  showChains,
  exportAuthority,
  watchAuthority,
  signCertificate,
  resignCertificate,
  generateCertificate,
  viewCertificate,
  listCertificates,
  searchCertificates,
  revokeCertificate,
  releaseCertificate,
  importCertificate,
  exportCertificate,
  watchCertificate,
  listProfiles,
  viewProfile,
  listCrls,
  generateCrls,
  dumpCrl,
  publishCrls,
  crlPolicy,
  renewOcspKeys,
  signOcspAnswers,
  publishOcsp,
  acmePolicy,
  listAcmeAccounts,
  viewAcmeAccount,
  deactivateAcmeAccount,
  listAcmeOrders,
  createAcmeBinding,
  listAcmeBindings,
  revokeAcmeBinding,
  listKeyBackends,
  rewrapKeys,
  createUser,
  listUsers,
  viewUser,
  editUser,
  enableUser,
  disableUser,
  changePassword,
  createToken,
  listTokens,
  revokeToken,
  createGroup,
  listGroups,
  editGroup,
  deleteGroup,
  sendNotices,
  listAudit,
  verifyAudit,
  databaseStatus,
  migrateDatabase,
  copyDatabase,
  backupDatabase,
  restoreDatabase,
  confirmDatabase,
  showConfig,
];
