import { assert } from '#base';
import type { Unlock } from '#keys';
import { encodeSigned, findExtension, parseCertificate, parsePublicKey } from '#x509';
import type { Certificate, HashName, KeySpec } from '#x509';
import type { Authority, AuthorityRef, SignExtensions } from './authority.ts';
import { bornRow, completeBirth, recordIntent, withNewKey } from './birth.ts';
import { certificatesOf } from './chains.ts';
import type { Context } from './context.ts';
import { checkKey, standardKey } from './create.ts';
import { prepareAuthority } from './document.ts';
import { certificatesAbove, getAuthority, signerOf } from './find.ts';
import { giveUpFurther, prepareVouching, signFurther, type SignedFurther } from './further.ts';
import { lifeOf } from './life.ts';
import { inheritedExtensions, ownExtensions } from './own-extensions.ts';
import { pathLengthWithin, roomBelow } from './path-length.ts';
import { issuerOf } from './renew.ts';
import { newSerial } from './serial.ts';
import { checkSettings, type AuthoritySettings } from './settings.ts';
import type { Signer } from './sign.ts';
import { requireUsable } from './state.ts';
import type { AuthorityTrx } from './tables.ts';
import { moveUrls } from './urls.ts';

/** A new key for an authority that exists. What is left out is as with the old one. */
export interface RekeyAuthority extends AuthoritySettings {
  /** What the authority with the new key is called; the old one keeps its name. */
  readonly name: string;
  /** Default: the kind of the old one. */
  readonly key?: KeySpec;
  /** Last valid second, cut to the minute and to the parent's own. Default: 10 years for a root, 5 below one. */
  readonly notAfter?: Date;
  /** Hash of what the new key and the parent sign. Default: the one that fits the key. */
  readonly algorithm?: HashName;
  /** Opens the old key, which signs one of the links. */
  readonly oldUnlock?: Unlock;
  /** Opens the parent's key. */
  readonly parentUnlock?: Unlock;
}

/** The two authorities while the new one comes to be. */
interface Change {
  readonly request: RekeyAuthority;
  readonly old: Authority;
  readonly parent: Authority | undefined;
  readonly serial: string;
}

/** What is on record and signed, but not told yet. */
interface Made {
  readonly id: number;
  readonly der: Uint8Array;
  readonly links: readonly SignedFurther[];
}

/**
 * A new key for an authority: a second authority of the same subject and limits, by the same issuer. The old one goes on
 * until it is disabled, so that what it signed keeps its CRL and its answers. For a root there are both links of RFC 9810
 * §4.4 besides: whoever trusts only the old certificate gets to the new key by `new-with-old`, whoever trusts only the new
 * one to the old key by `old-with-new`; neither link begins before, or ends after, either of the two. Tells
 * `authority.created`, with the origin `rekeyed`, after commit.
 *
 * @throws CaError as `create` and `renew`. In none of these cases is there anything of it.
 */
export async function rekeyAuthority(
  context: Context,
  ref: AuthorityRef,
  asked: RekeyAuthority,
): Promise<Authority> {
  const old = await getAuthority(context, ref);
  const parent = await issuerOf(context, old);
  if (!parent) requireUsable(old, context.clock.now());
  const serial = newSerial(context.clock.now());
  const request = await completeRequest(context, old, asked, serial);
  await checkSettings(context, request);
  checkKey(context, request.key);
  await context.events.ask('authority.create', {
    name: request.name,
    parent: parent?.serial ?? null,
  });
  const { key = keyLike(old, parent), unlock } = request;
  const id = await withNewKey(
    context,
    request,
    (keyBackend) => context.keys.pending.create(keyBackend, key, unlock),
    (own) => makeAll(context, { request, old, parent, serial }, own),
  );
  return getAuthority(context, { id });
}

function keyLike({ certificate }: Authority, parent: Authority | undefined): KeySpec {
  const { spec } = parsePublicKey(certificate.spki);
  return spec.type === 'rsa-pss' || spec.type === 'dsa' || spec.type === 'ml-kem'
    ? standardKey(parent === undefined)
    : spec;
}

async function completeRequest(
  context: Context,
  old: Authority,
  asked: RekeyAuthority,
  serial: string,
): Promise<RekeyAuthority> {
  const serials = (await certificatesOf(context, old)).map((each) => each.serial);
  const { keyBackend, apiEnabled, caaIdentity, website, termsOfService } = old;
  const sign: SignExtensions = moveUrls(old.sign, serials, serial);
  return {
    keyBackend,
    apiEnabled,
    caaIdentity,
    website,
    termsOfService,
    ...asked,
    sign: { ...sign, ...asked.sign },
  };
}

async function makeAll(context: Context, change: Change, own: Signer): Promise<number> {
  const { id, der } = await makeOwn(context, change, own);
  const links = change.parent ? [] : await makeLinks(context, change, own, { id, der });
  try {
    await complete(context, change, { id, der, links });
  } catch (error) {
    await giveUpFurther(
      context,
      links.map((link) => link.id),
    );
    throw error;
  }
  return id;
}

async function makeOwn(
  context: Context,
  { request, old, parent, serial }: Change,
  own: Signer,
): Promise<SignedFurther> {
  const above = parent ? [parent.certificate, ...(await certificatesAbove(context, parent))] : [];
  const prepared = prepareAuthority({
    serial,
    subjectDer: old.certificate.subjectDer,
    spki: own.spki,
    above,
    life: lifeOf(context.clock.now(), request.notAfter, above.slice(0, 1)),
    algorithm: request.algorithm,
    extensions: ownExtensions(context, {
      spki: own.spki,
      issuer: parent,
      serial,
      pathLength: pathLengthWithin(roomBelow(above, false), pathLengthOf(old.certificate)),
      extensions: inheritedExtensions(old.certificate, 'same-issuer'),
      hostname: false,
    }),
  });
  let id = 0;
  const record = async (tbs: Uint8Array): Promise<void> => {
    const { document } = prepared;
    const row = bornRow(context, request, { document, tbs, keyRef: own.keyRef, parent });
    id = await recordIntent(context, row, own);
  };
  const signer = parent ? await signerOf(context, parent) : own;
  const unlock = parent ? request.parentUnlock : request.unlock;
  const signature = await context.signing.sign(signer, prepared, { record, unlock });
  return { id, der: encodeSigned(prepared.tbsDer, prepared.algorithm, signature) };
}

function pathLengthOf({ extensions }: Certificate): number | null {
  return findExtension(extensions, 'basic_constraints')?.value.path_length ?? null;
}

async function makeLinks(
  context: Context,
  { request, old, serial }: Change,
  own: Signer,
  { id, der }: SignedFurther,
): Promise<SignedFurther[]> {
  const certificate = parseCertificate(der);
  const link = {
    serial: newSerial(context.clock.now()),
    hostname: request.defaultHostname,
    ancestors: [],
  };
  const newWithOld = await signFurther(context, {
    kind: 'new-with-old',
    authorityId: id,
    issuerId: old.id,
    signer: await signerOf(context, old),
    prepared: prepareVouching(context, { ...link, certificate, issuer: old }),
    unlock: request.oldUnlock,
  });
  try {
    const oldWithNew = await signFurther(context, {
      kind: 'old-with-new',
      authorityId: old.id,
      issuerId: id,
      signer: own,
      prepared: prepareVouching(context, {
        ...link,
        serial: newSerial(context.clock.now()),
        certificate: old.certificate,
        issuer: { certificate, serial },
        algorithm: request.algorithm,
      }),
      unlock: request.unlock,
    });
    return [newWithOld, oldWithNew];
  } catch (error) {
    await giveUpFurther(context, [newWithOld.id]);
    throw error;
  }
}

async function complete(
  context: Context,
  { request, old, serial }: Change,
  { id, der, links }: Made,
): Promise<void> {
  const { actor, name } = request;
  const replaces = old.serial;
  await context.db.transaction(async (trx: AuthorityTrx) => {
    for (const link of links) {
      const done = { der: link.der, updated_ms: context.clock.now() };
      assert(await context.certificateStore.complete(trx, link.id, done), 'the intent of a link');
    }
    const born = { actor, origin: 'rekeyed', serial, name, replaces, der } as const;
    await completeBirth(context, trx, id, born);
  });
}
