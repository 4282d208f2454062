import type { SendMailOptions, SMTPTransportOptions } from 'nodemailer';
import { assert, CaError, second, type Secret } from '#base';
import { readNamedFile, readNamedSecret } from '../named-files.ts';
import { findMailAddress } from './address.ts';
import { toMailError } from './mail-error.ts';
import type { MailSettings } from './settings.ts';

/** One message of plain text to one address. */
export interface Mail {
  readonly to: string;
  /** One line; control characters become spaces. */
  readonly subject: string;
  readonly text: string;
  /** Local part of the Message-ID (RFC 5322 §3.6.4): the same message sent twice is seen to be one. */
  readonly id: string;
}

/** Hands mail to the server of the settings. */
export interface Mailer {
  /**
   * Settles when the server has taken the mail.
   *
   * @throws MailError, which says whether the server may have it; CaError `bad_request` for what is no address,
   *   `bad_config` when a file of the settings cannot be read. In these two cases nobody was asked.
   */
  send(mail: Mail): Promise<void>;
}

const defaultPorts = { implicit: 465, starttls: 587, none: 25 } as const;

/**
 * Makes a mailer; nothing is opened before there is a mail. Every mail has a connection of its own.
 *
 * @throws CaError `bad_config` when the sender is no address, or a password would travel without TLS.
 */
export function createMailer(settings: MailSettings): Mailer {
  checkSettings(settings);
  return Object.freeze<Mailer>({
    send: async ({ to, subject, text, id }) => {
      const address = findMailAddress(to);
      if (address === undefined) throw new CaError('bad_request', 'This is no mail address.');
      assert(/^[A-Za-z0-9.-]{1,64}$/.test(id), 'the id of a mail is an atom');
      await handOver(await toTransport(settings), {
        from: settings.from,
        to: address,
        subject: subject.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '),
        text,
        messageId: `<${id}@${hostOf(settings.from)}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    },
  });
}

/** Loaded late: a command line that sends nothing needs none of it. */
async function handOver(options: SMTPTransportOptions, mail: SendMailOptions): Promise<void> {
  const { createTransport } = await import('nodemailer');
  let isOver = false;
  // Of all that the library tells, its log alone says when the last byte of a message has left.
  const logger = {
    info: (entry?: { readonly tnx?: string }) => void (isOver ||= entry?.tnx === 'message'),
  };
  const transport = createTransport({ ...options, logger });
  try {
    await transport.sendMail(mail);
  } catch (error) {
    throw toMailError(error, isOver);
  } finally {
    transport.close();
  }
}

function checkSettings({ from, tls, user, host }: MailSettings): void {
  if (findMailAddress(from) === undefined)
    throw new CaError('bad_config', 'The sender of mail must be an address like NAME@HOST.');
  const isHere = ['localhost', '127.0.0.1', '::1'].includes(host);
  if (tls === 'none' && user !== undefined && !isHere)
    throw new CaError('bad_config', 'A login at the mail server needs TLS.');
}

async function toTransport(settings: MailSettings): Promise<SMTPTransportOptions> {
  const { host, tls = 'starttls', caFile, user, timeoutMs = 20 * second } = settings;
  return {
    host,
    port: settings.port ?? defaultPorts[tls],
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: {
      minVersion: 'TLSv1.2',
      ...(caFile !== undefined && { ca: await readNamedFile(caFile) }),
    },
    ...(user !== undefined && { auth: { user, pass: (await passwordOf(settings)).reveal() } }),
    allowInternalNetworkInterfaces: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  };
}

async function passwordOf({ password }: MailSettings): Promise<Secret> {
  if (password) return readNamedSecret(password);
  throw new CaError('bad_config', 'A login at the mail server needs a password.');
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
