import type { ErrorCode } from '#base';

/** Everything went as asked. */
export const done = 0;
/** Arguments that make no sense; nothing has been touched. */
export const usage = 2;
/** Ended by Ctrl-C at a prompt. */
export const interrupted = 130;

const refused = 1;
const settings = 3;
const machine = 4;
const fault = 70;

/** What each number means, in the order of the help. */
export const meanings: readonly (readonly [code: number, meaning: string])[] = [
  [done, 'done'],
  [
    refused,
    'the authority says no: not found, exists already, revoked, expired, a bad document, a broken rule',
  ],
  [
    usage,
    'the command line makes no sense: unknown option, bad value, nothing to read a password from',
  ],
  [settings, 'the settings are wrong, or the data directory cannot be used by this version'],
  [
    machine,
    'the machine cannot just now: address in use, key not reachable, too busy, clock not to be trusted',
  ],
  [fault, 'a fault of Certwright itself'],
  [interrupted, 'ended by Ctrl-C'],
];

/**
 * The exit code for every way of saying no. 1 and 2 are those of django-ca, so that scripts keep working; the others
 * let a supervisor tell what an operator must mend from what will pass.
 */
export const exitCodes: Readonly<Record<ErrorCode, number>> = {
  bad_request: usage,
  bad_name: usage,
  bad_extension: usage,
  bad_der: refused,
  bad_pem: refused,
  bad_csr: refused,
  bad_certificate: refused,
  bad_key: refused,
  bad_signature: refused,
  too_large: refused,
  unsupported: refused,
  not_found: refused,
  already_exists: refused,
  already_revoked: refused,
  no_csr: refused,
  unauthorized: refused,
  forbidden: refused,
  authority_disabled: refused,
  authority_expired: refused,
  authority_revoked: refused,
  authority_limit: refused,
  bad_validity: refused,
  lint_failed: refused,
  refused,
  rate_limited: machine,
  no_such_account: refused,
  bad_contact: usage,
  unsupported_contact: usage,
  terms_not_agreed: refused,
  binding_required: refused,
  unsupported_identifier: usage,
  rejected_identifier: refused,
  bad_profile: refused,
  order_not_ready: refused,
  already_replaced: refused,
  bad_reason: usage,
  key_unavailable: machine,
  bad_config: settings,
  bad_data_directory: settings,
  data_too_new: settings,
  address_in_use: machine,
  busy: machine,
  outcome_unknown: machine,
  clock_untrusted: machine,
  restore_unconfirmed: machine,
  internal: fault,
};
