import { challengeTypes, type AcmePolicy, type ChallengeType } from '#acme';
import { CaError } from '#base';
import type { OptionGroup } from '../command.ts';
import { parseSpan, wholeNumber, words } from './values.ts';

/** What an authority allows to ACME clients, as it is written on the line. */
export interface AcmePolicyInput {
  readonly eabRequired?: boolean;
  readonly profiles?: readonly string[];
  readonly challenges?: readonly ChallengeType[];
  readonly names?: readonly string[];
  readonly denied?: readonly string[];
  readonly wildcards?: boolean;
  readonly addresses?: boolean;
  readonly subdomains?: boolean;
  readonly validity?: number;
  readonly maxValidity?: number;
  readonly orderLife?: number;
  readonly authorizationLife?: number;
  readonly tries?: number;
  readonly networks?: readonly string[];
  readonly caaCheck?: AcmePolicy['caa'];
  readonly caaNames?: readonly string[];
  readonly accountsPerHour?: number;
  readonly ordersPerHour?: number;
  readonly failuresPerHour?: number;
  readonly pendingAuthorizations?: number;
}

const caaChecks: readonly AcmePolicy['caa'][] = ['always', 'named', 'never'];

/** Who may ask, and for what. */
export const acmeNameOptions: OptionGroup<AcmePolicyInput> = {
  title: 'Who may ask, and for what:',
  options: [
    {
      key: 'eabRequired',
      flags: '--eab-required',
      help: 'New accounts must bring a key made by "certwright acme eab create".',
    },
    { key: 'eabRequired', flags: '--eab-optional', help: 'They need none.', preset: false },
    {
      key: 'profiles',
      flags: '--profiles <names...>',
      help: 'Profiles that clients may choose, beside that of --acme-profile (default: none).',
      parse: words,
    },
    {
      key: 'names',
      flags: '--names <rules...>',
      help: 'What may be asked for: example.com, .example.com, 10.0.0.0/8 (default: all).',
      parse: words,
    },
    {
      key: 'denied',
      flags: '--denied <rules...>',
      help: 'What may not, in any case.',
      parse: words,
    },
    { key: 'wildcards', flags: '--wildcards', help: 'Certify *.example.com (default).' },
    { key: 'wildcards', flags: '--no-wildcards', help: 'Do not.', preset: false },
    { key: 'addresses', flags: '--addresses', help: 'Certify IP addresses (default).' },
    { key: 'addresses', flags: '--no-addresses', help: 'Do not.', preset: false },
    {
      key: 'subdomains',
      flags: '--subdomains',
      help: 'A name may be proved for all below it (RFC 9444).',
    },
    { key: 'subdomains', flags: '--no-subdomains', help: 'It may not (default).', preset: false },
  ],
};

/** How names are proved. */
export const acmeProofOptions: OptionGroup<AcmePolicyInput> = {
  title: 'How names are proved:',
  options: [
    {
      key: 'challenges',
      flags: '--challenges <types...>',
      help: `Of ${challengeTypes.join(', ')} (default: all).`,
      parse: (text, previous) => words(text, previous).map(toChallengeType),
    },
    {
      key: 'networks',
      flags: '--networks <cidr...>',
      help: 'Networks that are not public and may be asked all the same, like 10.0.0.0/8.',
      parse: words,
    },
    {
      key: 'tries',
      flags: '--tries <n>',
      help: 'How often a proof is looked for (default: 5).',
      parse: wholeNumber(1, 20),
    },
    {
      key: 'caaCheck',
      flags: '--caa-check <when>',
      help: 'Look up CAA records: always, where the authority is named (default), never.',
      choices: caaChecks,
      parse: toCaaCheck,
    },
    {
      key: 'caaNames',
      flags: '--caa-names <names...>',
      help: 'Further names that CAA records may know it by, beside that of --caa.',
      parse: words,
    },
  ],
};

/** How long things last. */
export const acmeTermOptions: OptionGroup<AcmePolicyInput> = {
  title: 'How long things last (days, or ISO 8601 like PT12H):',
  options: [
    {
      key: 'validity',
      flags: '--validity <span>',
      help: 'A certificate, where the order says nothing (default: 45).',
      parse: parseSpan,
    },
    {
      key: 'maxValidity',
      flags: '--max-validity <span>',
      help: 'A certificate, at most (default: 90).',
      parse: parseSpan,
    },
    {
      key: 'orderLife',
      flags: '--order-life <span>',
      help: 'From order to CSR (default: PT1H).',
      parse: parseSpan,
    },
    {
      key: 'authorizationLife',
      flags: '--authorization-life <span>',
      help: 'A proof, for further orders; 0 for the one alone (default: 7).',
      parse: (text) => (text === '0' ? 0 : parseSpan(text)),
    },
  ],
};

/** How much may be asked for. */
export const acmeLimitOptions: OptionGroup<AcmePolicyInput> = {
  title: 'How much may be asked for (a number, or none for no limit):',
  options: [
    {
      key: 'accountsPerHour',
      flags: '--accounts-per-hour <n>',
      help: 'New accounts from one address (default: 100).',
      parse: toLimit,
    },
    {
      key: 'ordersPerHour',
      flags: '--orders-per-hour <n>',
      help: 'Orders of one account (default: 1000).',
      parse: toLimit,
    },
    {
      key: 'failuresPerHour',
      flags: '--failures-per-hour <n>',
      help: 'Challenges of one account that fail (default: 200).',
      parse: toLimit,
    },
    {
      key: 'pendingAuthorizations',
      flags: '--pending-authorizations <n>',
      help: 'Authorizations of one account that wait (default: 1000).',
      parse: toLimit,
    },
  ],
};

/** 0 stands for no limit. */
function toLimit(text: string): number {
  return text === 'none' ? 0 : wholeNumber(1, 1_000_000_000)(text);
}

function toCaaCheck(text: string): AcmePolicy['caa'] {
  const found = caaChecks.find((each) => each === text);
  if (found) return found;
  throw new CaError('bad_request', `Choose one of ${caaChecks.join(', ')}.`);
}

function toChallengeType(text: string): ChallengeType {
  const found = challengeTypes.find((each) => each === text);
  if (found) return found;
  throw new CaError('bad_request', `Choose among ${challengeTypes.join(', ')}.`);
}
