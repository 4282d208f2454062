import type { ArgumentSpec } from './command.ts';

/* Arguments that several commands have, in one wording. */

interface NamesAuthority {
  readonly authority: string;
}

interface NamesCertificate {
  readonly certificate: string;
}

/** An authority, in any way a person may call it. */
export const authorityArgument: ArgumentSpec<NamesAuthority> = {
  key: 'authority',
  name: '<authority>',
  help: 'Name, CN, serial or the beginning of a serial; disabled ones too.',
};

/** A certificate, in any way a person may call it. */
export const certificateArgument: ArgumentSpec<NamesCertificate> = {
  key: 'certificate',
  name: '<certificate>',
  help: 'CN, serial or the beginning of a serial; revoked and expired ones too.',
};
