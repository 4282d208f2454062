import { CaError } from '#base';
import { certificatePem } from '#x509';
import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import type { App } from '#app';
import type { Context } from './context.ts';
import type { OutputFormat, OutputInput } from './options/output-options.ts';
import { watcherText } from './options/watcher-options.ts';
import { authorityObject, certificateObject } from './present.ts';
import { authorityText } from './text/authority-text.ts';
import { certificateText } from './text/certificate-text.ts';
import { formatSerial } from './text/serial.ts';

/** One document and the forms it can take. */
interface Printable {
  readonly serial: string;
  readonly der: Uint8Array;
  readonly pem: string;
  /** What stands above it, the root last, each in PEM. */
  chain(): Promise<readonly string[]>;
  object(): Promise<Record<string, unknown>>;
  text(): Promise<readonly string[]>;
}

/** Output options whose form is settled. */
export type ChosenOutput = OutputInput & { readonly outputFormat: OutputFormat };

/**
 * Settles the form of the output, `standard` unless the options say otherwise; to be done before anything else is.
 *
 * @throws CaError `bad_request` for `--bundle` in another form than PEM, and for DER on a terminal.
 */
export function chooseOutput(
  { io }: Context,
  output: OutputInput,
  standard: OutputFormat,
): ChosenOutput {
  const { outputFormat = standard, bundle } = output;
  if (bundle && outputFormat !== 'pem')
    throw new CaError('bad_request', '--bundle is for --output-format pem only.');
  if (outputFormat === 'der' && io.stdout.isTTY)
    throw new CaError('bad_request', 'DER is not for terminals: send it to a file with >.');
  return { ...output, outputFormat };
}

/** Prints an authority in the form that the options choose. */
export async function printAuthority(
  context: Context,
  app: App,
  authority: Authority,
  output: ChosenOutput,
): Promise<void> {
  await print(context, output, {
    serial: authority.serial,
    der: authority.certificate.der,
    pem: authority.pem,
    chain: () => pemAbove(app, authority),
    object: () => authorityObject(app, authority),
    text: async () => {
      const all = await app.authorities.list();
      const children = all.filter(({ parentId }) => parentId === authority.id);
      const acme = await app.acme.policy(authority.id);
      const chain = await app.authorities.chain(authority);
      const family = { authority, chain, children, acme };
      return authorityText(family, app.clock.now(), output);
    },
  });
}

/** Prints a certificate in the form that the options choose. */
export async function printCertificate(
  context: Context,
  app: App,
  certificate: IssuedCertificate,
  output: ChosenOutput,
): Promise<void> {
  await print(context, output, {
    serial: certificate.serial,
    der: certificate.certificate.der,
    pem: certificate.pem,
    chain: async () => {
      const issuer = await app.authorities.get({ id: certificate.authorityId });
      return [issuer.pem, ...(await pemAbove(app, issuer))];
    },
    object: () => certificateObject(certificate),
    text: async () => {
      const watchers = (await app.notices.watchers({ certificate })).map(watcherText);
      return certificateText(certificate, { nowMs: app.clock.now(), watchers }, output);
    },
  });
}

async function pemAbove(app: App, authority: Authority): Promise<string[]> {
  return (await app.authorities.above(authority)).map(({ der }) => certificatePem(der));
}

async function print({ out }: Context, output: ChosenOutput, document: Printable): Promise<void> {
  const { outputFormat, serialFormat, bundle, jsonIndent } = output;
  switch (outputFormat) {
    case 'pem':
      out.block([document.pem, ...(bundle ? await document.chain() : [])].join(''));
      return;
    case 'der':
      out.bytes(document.der);
      return;
    case 'serial':
      out.line(formatSerial(document.serial, serialFormat));
      return;
    case 'json':
      out.json(withSerialNumber(await document.object(), document.serial, output), jsonIndent);
      return;
    case 'text':
      out.lines(await document.text());
      return;
    default:
  }
}

/** The object of the REST API, the serial once more in the spelling that was asked for. */
function withSerialNumber(
  object: Record<string, unknown>,
  serial: string,
  { serialFormat }: OutputInput,
): Record<string, unknown> {
  const certificate = object['certificate'] as Record<string, unknown>;
  return {
    ...object,
    certificate: { ...certificate, serial_number: formatSerial(serial, serialFormat) },
  };
}
