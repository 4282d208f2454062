import type { OptionGroup } from '../command.ts';
import { wholeNumber } from './values.ts';

/** What is on record about an authority beside its certificate. */
export interface AuthorityInput {
  readonly caa?: string;
  readonly website?: string;
  readonly tos?: string;
  readonly apiEnabled?: boolean;
}

/** Whether and how an authority serves ACME (RFC 8555). */
export interface AcmeInput {
  readonly acmeEnabled?: boolean;
  readonly acmeRegistration?: boolean;
  readonly acmeProfile?: string;
  readonly acmeRequiresContact?: boolean;
}

/** How an authority answers OCSP (RFC 6960). */
export interface OcspInput {
  readonly ocspKeyBackend?: string;
  readonly ocspResponderKeyValidity?: number;
  readonly ocspResponseValidity?: number;
}

/** Facts for people and for the REST API. */
export const authorityOptions: OptionGroup<AuthorityInput> = {
  title: 'About the authority:',
  options: [
    { key: 'caa', flags: '--caa <name>', help: 'Name that stands for it in CAA records.' },
    { key: 'website', flags: '--website <url>', help: 'Address of a page about it.' },
    { key: 'tos', flags: '--tos <url>', help: 'Address of its terms of service.' },
    {
      key: 'apiEnabled',
      flags: '--api-enable',
      help: 'Let the REST API use it (default: not for new ones).',
    },
    {
      key: 'apiEnabled',
      flags: '--api-disable',
      help: 'Hide it from the REST API.',
      preset: false,
    },
  ],
};

/** The switches of ACME. */
export const acmeOptions: OptionGroup<AcmeInput> = {
  title: 'ACME:',
  options: [
    {
      key: 'acmeEnabled',
      flags: '--acme-enable',
      help: 'Serve ACME with it (default: not for new ones).',
    },
    { key: 'acmeEnabled', flags: '--acme-disable', help: 'Stop serving ACME.', preset: false },
    {
      key: 'acmeRegistration',
      flags: '--acme-enable-account-registration',
      help: 'Let clients make accounts (default for new ones).',
    },
    {
      key: 'acmeRegistration',
      flags: '--acme-disable-account-registration',
      help: 'Take no new accounts; those that exist go on.',
      preset: false,
    },
    {
      key: 'acmeProfile',
      flags: '--acme-profile <name>',
      help: 'Profile of certificates ordered by ACME (default: webserver).',
    },
    {
      key: 'acmeRequiresContact',
      flags: '--acme-contact-optional',
      help: 'Take accounts without an e-mail address.',
      preset: false,
    },
    {
      key: 'acmeRequiresContact',
      flags: '--acme-contact-required',
      help: 'Refuse accounts without one (default for new ones).',
    },
  ],
};

/** The settings of OCSP. */
export const ocspOptions: OptionGroup<OcspInput> = {
  title: 'OCSP:',
  options: [
    {
      key: 'ocspKeyBackend',
      flags: '--ocsp-key-backend <alias>',
      help: 'Key backend of its OCSP responders (default: default).',
    },
    {
      key: 'ocspResponderKeyValidity',
      flags: '--ocsp-responder-key-validity <days>',
      help: 'How long a responder certificate lives (default: 3).',
      parse: wholeNumber(1, 3650),
    },
    {
      key: 'ocspResponseValidity',
      flags: '--ocsp-response-validity <seconds>',
      help: 'How long an answer holds (default: 86400).',
      parse: wholeNumber(600, 31_536_000),
    },
  ],
};
