import { second } from '#base';
import { parseIssueValue } from '../caa.ts';
import type { ChallengeValidator, PendingChallenge } from '../validator.ts';
import { look, wrongProof } from './look.ts';

/**
 * A TXT record that stays (draft-ietf-acme-dns-persist), in the form of an issue property of CAA (RFC 8659 §4.2): it
 * names the authority and the account, and may say until when, and that all names below are meant.
 */
export const dnsPersist01: ChallengeValidator = {
  type: 'dns-persist-01',
  validate: async (challenge, net, signal) => {
    const name = `_validation-persist.${challenge.identifier.value}`;
    const records = await look(net.resolve(name, 'TXT', signal));
    const faults = records.map((text) => findFault(text, challenge));
    if (faults.includes(undefined)) return;
    if (faults.length === 0) throw wrongProof(`There is no TXT record at ${name}.`);
    throw wrongProof(`No TXT record at ${name} is for this account: ${faults[0] ?? ''}`);
  },
};

/** What one record lacks; undefined when it is the proof. */
function findFault(text: string, challenge: PendingChallenge): string | undefined {
  const { accountUrl, issuerNames, nowMs } = challenge;
  const record = parseIssueValue(text);
  if (!record) return 'it is malformed.';
  const parameters = new Map(record.parameters);
  if (parameters.size < record.parameters.length) return 'it says one thing twice.';
  if (!issuerNames.includes(record.issuer.toLowerCase())) return 'it names another authority.';
  if (parameters.get('accounturi') !== accountUrl) return 'it names another account, or none.';
  if (!lasts(parameters.get('persistuntil'), nowMs)) return 'it has ended.';
  const isWide = parameters.get('policy')?.toLowerCase() === 'wildcard';
  const mustBeWide = challenge.wildcard || challenge.subdomains;
  return mustBeWide && !isWide ? 'it does not hold for the names below.' : undefined;
}

/** Seconds since 1970, in digits; the last one included. Without it there is no end. */
function lasts(until: string | undefined, nowMs: number): boolean {
  if (until === undefined) return true;
  return /^\d{1,12}$/.test(until) && nowMs <= Number(until) * second;
}
