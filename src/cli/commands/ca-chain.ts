import { fingerprint, formatName, type Certificate } from '#x509';
import type { ChainLink } from '#authorities';
import { authorityArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { formatSerial } from '../text/serial.ts';

interface ChainInput extends JsonInput {
  readonly authority: string;
}

/** `certwright ca chain AUTHORITY` */
export const showChains: CommandSpec<ChainInput> = {
  path: ['ca', 'chain'],
  summary: 'Show every chain of certificates that leads up from an authority.',
  description:
    'The ordinary one first, counted from 0; cross-certificates and links make the others. ca export --chain N hands one out.',
  arguments: [authorityArgument],
  examples: [
    ['certwright ca chain issuing', 'Which ways lead to a root'],
    ['certwright ca chain issuing --json', 'For a script'],
  ],
  groups: () => [listOutput],
  async run(context, { authority, json, jsonIndent }) {
    const { authorities } = await context.app();
    const chains = await authorities.chains(await authorities.resolve(authority));
    if (json)
      context.out.json(
        chains.map((chain) => chain.map(linkObject)),
        jsonIndent,
      );
    else context.out.lines(chains.flatMap(chainLines));
    if (chains.length === 0) context.err.line('No chain holds now: expired, or revoked.');
  },
};

function chainLines(chain: readonly ChainLink[], place: number): string[] {
  return [`Chain ${place}:`, ...chain.map(({ certificate }) => `  ${linkLine(certificate)}`)];
}

function linkLine({ serial, subject, notAfterMs }: Certificate): string {
  const end = new Date(notAfterMs).toISOString().slice(0, 10);
  return `${formatSerial(serial)} - ${formatName(subject)} (expires: ${end})`;
}

function linkObject({ certificate, pem }: ChainLink): Record<string, unknown> {
  const { serial, subject, issuer, notAfterMs, der } = certificate;
  return {
    serial,
    subject,
    issuer,
    not_after: new Date(notAfterMs).toISOString().replace('.000Z', 'Z'),
    sha256: fingerprint(der, 'SHA-256'),
    pem,
  };
}
