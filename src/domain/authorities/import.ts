import { CaError, equalBytes, type Secret } from '#base';
import { encodePkcs8, parsePrivateKeyText, publicKeyDer, type Certificate } from '#x509';
import type { Authority, AuthorityRef } from './authority.ts';
import { makeReady, recordIntent, withNewKey } from './birth.ts';
import type { Context } from './context.ts';
import { getAuthority } from './find.ts';
import { placeCertificate, type Placement } from './placement.ts';
import { readBundle } from './read-bundle.ts';
import { bundlePem } from './record.ts';
import { checkSettings, settingsRow, type AuthoritySettings, type Companions } from './settings.ts';

/** An authority that was made elsewhere, with its key. */
export interface ImportAuthority extends AuthoritySettings, Companions {
  /** PEM or DER (also PKCS #7); certificates above it may follow, and are kept for the chain. */
  readonly certificate: string | Uint8Array;
  /** PKCS #8 in PEM or DER, encrypted or not; or the older PEM of RSA and EC keys. */
  readonly key: string | Uint8Array;
  /** Opens `key`. `unlock` is what protects it from now on. */
  readonly keyPassword?: Secret;
  /** The authority that signed it. Default: whichever of ours did; none where it is a root or another house signed. */
  readonly parent?: AuthorityRef;
}

/**
 * Takes in an authority that was made elsewhere: its key goes to the key backend, its certificate on record, once they
 * are found to belong together. Tells `authority.created` after commit, with the origin `imported`.
 *
 * @throws CaError `bad_certificate` (not of an authority, not for this key, not signed by its issuer), `bad_key` (weak,
 *   malformed, wrong password), `already_exists` (name, serial), `not_found` (parent), `bad_request` (a field),
 *   `unsupported` (the key backend takes in no keys), `key_unavailable`, `refused` (by a gate). In none of these cases is
 *   anything on record, nor is the key.
 */
export async function importAuthority(
  context: Context,
  request: ImportAuthority,
): Promise<Authority> {
  await checkSettings(context, request);
  const parent = request.parent && (await getAuthority(context, request.parent));
  const key = await parsePrivateKeyText(request.key, request.keyPassword);
  const brought = readBundle(request.certificate);
  const certificate = forKey(brought, publicKeyDer(key));
  const placement = await placeCertificate(context, certificate, { brought, parent });
  const { serial } = certificate;
  await checkSerial(context, serial);
  await context.events.ask('authority.create', {
    name: request.name,
    parent: placement.parent?.serial ?? null,
  });
  const takeIn = async (keyBackend: string) => {
    const pkcs8 = encodePkcs8(key);
    const taken = context.keys.pending.import(keyBackend, pkcs8, request.unlock);
    return taken.finally(() => pkcs8.fill(0));
  };
  return withNewKey(context, request, takeIn, async (own) => {
    const row = {
      ...settingsRow(context, request, { serial, keyRef: own.keyRef }),
      ...placementColumns(placement),
    };
    const id = await recordIntent(context, row, own);
    const { actor, name, alongside } = request;
    const announcement = { actor, origin: 'imported', serial, name } as const;
    return makeReady(context, id, { ...announcement, der: certificate.der, alongside });
  });
}

/** The one that is for the key with this SubjectPublicKeyInfo. @throws CaError `bad_certificate` when none is. */
export function forKey(certificates: readonly Certificate[], spki: Uint8Array): Certificate {
  const found = certificates.find((each) => equalBytes(each.spki, spki));
  if (found) return found;
  throw new CaError(
    'bad_certificate',
    certificates.length === 1
      ? 'The certificate is not for this key.'
      : 'None of the certificates is for this key.',
  );
}

/** Throws `already_exists` when an authority, or an intent, has this serial. */
export async function checkSerial(
  { store, certificateStore }: Context,
  serial: string,
): Promise<void> {
  if ((await store.findInAnyState({ serial })) || (await certificateStore.find(serial)))
    throw new CaError(
      'already_exists',
      'There is already a certificate authority with this serial number.',
    );
}

/** The columns that a certificate fills which was not signed here. */
export function placementColumns({ certificate, parent, outside }: Placement): {
  readonly serial: string;
  readonly der: Uint8Array;
  readonly parent_id: number | null;
  readonly outside: string | null;
  readonly not_before_ms: number;
  readonly not_after_ms: number;
} {
  return {
    serial: certificate.serial,
    der: certificate.der,
    parent_id: parent?.id ?? null,
    outside: bundlePem(outside),
    not_before_ms: certificate.notBeforeMs,
    not_after_ms: certificate.notAfterMs,
  };
}
