import type { Secret } from '#base';

/** The server that takes our mail, and who it is from. */
export interface MailSettings {
  readonly host: string;
  /** Default: 465 for `implicit`, 587 for `starttls`, 25 for `none`. */
  readonly port?: number;
  /**
   * `starttls` (the default) begins in the clear and goes no further without TLS (RFC 3207); `implicit` is TLS from the
   * first byte (RFC 8314 §3.3); `none` is for a server on this machine.
   */
  readonly tls?: 'starttls' | 'implicit' | 'none';
  /** PEM file of the authorities that may vouch for the server. Default: those that Node trusts. */
  readonly caFile?: string;
  /** Name to log in with. Default: no login. Never sent without TLS. */
  readonly user?: string;
  /** The password, or the file whose first line is the password, read at each mail. */
  readonly password?: Secret | { readonly file: string };
  /** Address of the sender. */
  readonly from: string;
  /** How long each step may take. Default: 20 s. */
  readonly timeoutMs?: number;
}
