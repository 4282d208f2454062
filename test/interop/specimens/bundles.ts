import { Secret, toBase64 } from '#base';
import { encodePkcs12, encodePkcs7, encodePkcs8, encryptPkcs8 } from '#x509';
import type { CertificateSpecimen } from './certificates.ts';
import type { Signer } from './signer.ts';

/** Certificates in PKCS #7, DER; what it says is their DER in base64, in this order. */
export interface BundleSpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly said: { readonly certificates: readonly string[] };
}

/** A private key in PKCS #8, DER; what it says is the public half, SubjectPublicKeyInfo in base64. */
export interface KeySpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly encrypted: boolean;
  readonly signer: Signer;
  readonly said: { readonly public_key: string };
}

/** A PKCS #12 file, DER; what it says is the key as in {@link KeySpecimen} and the certificates, own one first. */
export interface StoreSpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly mac: 'hmac' | 'pbmac1';
  readonly password: string;
  readonly signer: Signer;
  readonly said: {
    readonly public_key: string;
    readonly certificates: readonly string[];
    readonly friendly_name: string;
  };
}

/** What opens every encrypted specimen but the one with a password of its own. */
export const password: string = 'correct horse battery staple';

const iterations = 2048;

/** PKCS #7 bundles of no, one and three certificates. */
export function makeBundles(certificates: readonly CertificateSpecimen[]): BundleSpecimen[] {
  return [0, 1, 3].map((count) => {
    const list = certificates.slice(0, count).map((each) => each.der);
    return {
      id: `bundle-of-${count}`,
      der: encodePkcs7(list),
      said: { certificates: list.map(toBase64) },
    };
  });
}

/** The private key of every kind, in the clear and encrypted. */
export async function makeKeys(signers: readonly Signer[]): Promise<KeySpecimen[]> {
  const pairs = signers.map(async (signer): Promise<KeySpecimen[]> => {
    const rest = { signer, said: { public_key: toBase64(signer.spki) } };
    const { key, kind } = signer;
    const ciphered = await encryptPkcs8(key, new Secret(password), iterations);
    return [
      { id: `key-${kind}`, der: encodePkcs8(key), encrypted: false, ...rest },
      { id: `key-${kind}-encrypted`, der: ciphered, encrypted: true, ...rest },
    ];
  });
  return (await Promise.all(pairs)).flat();
}

/** A PKCS #12 file for each kind of key, by each kind of MAC; and one whose password is more than ASCII. */
export async function makeStores(
  certificates: readonly CertificateSpecimen[],
): Promise<StoreSpecimen[]> {
  const plans = certificates.flatMap((own): StorePlan[] => [
    { id: `store-${own.signer.kind}-hmac`, own, mac: 'hmac', password },
    { id: `store-${own.signer.kind}-pbmac1`, own, mac: 'pbmac1', password },
  ]);
  const [first] = certificates;
  if (first) plans.push({ id: 'store-unicode', own: first, mac: 'hmac', password: 'pässwörd €' });
  return Promise.all(plans.map(makeStore));
}

interface StorePlan extends Pick<StoreSpecimen, 'id' | 'mac' | 'password'> {
  readonly own: CertificateSpecimen;
}

async function makeStore({ id, own, mac, password }: StorePlan): Promise<StoreSpecimen> {
  const { signer } = own;
  const friendlyName = `Key of ${signer.kind}`;
  const content = { key: signer.key, certificates: [own.der], friendlyName };
  return {
    id,
    der: await encodePkcs12(content, new Secret(password), { mac, iterations }),
    mac,
    password,
    signer,
    said: {
      public_key: toBase64(signer.spki),
      certificates: [toBase64(own.der)],
      friendly_name: friendlyName,
    },
  };
}
