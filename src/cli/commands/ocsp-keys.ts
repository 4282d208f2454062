import type { IssuedCertificate } from '#certificates';
import type { Authority } from '#authorities';
import { authoritiesArgument } from '../choose-authorities.ts';
import type { CommandSpec } from '../command.ts';
import { formatSerial } from '../text/serial.ts';
import { forEachWithKeys, keysGroups, type KeysInput } from '../use-keys.ts';

/** `certwright ocsp keys [AUTHORITY...]` */
export const renewOcspKeys: CommandSpec<KeysInput> = {
  path: ['ocsp', 'keys'],
  alias: 'generate_ocsp_keys',
  summary: 'Make new OCSP responder keys and certificates where the old ones end soon.',
  description:
    'A running server does this by itself; this is for authorities whose key it cannot reach or open. Prints one line for each responder that was made. One authority that fails does not keep the others from theirs.',
  arguments: [authoritiesArgument],
  examples: [
    ['certwright ocsp keys', 'Where no server runs, daily from cron'],
    ['certwright ocsp keys root --password-file root.pass', 'For a key that is locked'],
    ['certwright ocsp keys issuing --force', 'A new one now, whatever is left of the old'],
  ],
  groups: () =>
    keysGroups(
      'Also where the present one lives long enough.',
      'Only needed for authorities whose key is locked.',
    ),
  run: (context, input) =>
    forEachWithKeys(context, input, async (app, authority, use) => {
      const made = await app.ocsp.renewResponder(authority, use);
      if (made) context.out.line(responderLine(authority, made));
    }),
};

function responderLine({ name }: Authority, { serial, notAfter }: IssuedCertificate): string {
  const until = notAfter.toISOString().replace('.000Z', 'Z');
  return `${formatSerial(serial)} - responder of ${name} (until ${until})`;
}
