import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as peculiar from '@peculiar/x509';
import type { Key } from './keys.ts';

/** The best of the libraries for X.509 that npm has: @peculiar/x509, which signs through WebCrypto. */
peculiar.cryptoProvider.set(webcrypto);

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Subject of a CSR. */
export function peerParseCsr(der: Uint8Array): string {
  return new peculiar.Pkcs10CertificateRequest(new Uint8Array(der)).subject;
}

/** Number of extensions of a certificate, all of them decoded. */
export function peerParseCertificate(der: Uint8Array): number {
  return new peculiar.X509Certificate(new Uint8Array(der)).extensions.length;
}

/** Builds and signs the same certificate for a TLS server as ours, for a P-256 key by a P-256 key. */
export async function peerIssuer(
  issuer: Key,
  subject: Key,
): Promise<(host: string) => Promise<Uint8Array>> {
  const pkcs8 = issuer.privateKey.export({ format: 'der', type: 'pkcs8' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, ecdsa, false, ['sign']);
  const publicKey = new peculiar.PublicKey(new Uint8Array(subject.spki));
  const issuerKey = new peculiar.PublicKey(new Uint8Array(issuer.spki));
  const shared = [
    await peculiar.AuthorityKeyIdentifierExtension.create(issuerKey),
    new peculiar.BasicConstraintsExtension(false, undefined, true),
    new peculiar.KeyUsagesExtension(
      peculiar.KeyUsageFlags.digitalSignature | peculiar.KeyUsageFlags.keyAgreement,
      true,
    ),
    new peculiar.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']),
    new peculiar.CertificatePolicyExtension(['2.23.140.1.2.1']),
    new peculiar.AuthorityInfoAccessExtension({
      ocsp: 'http://ca.example.com/ocsp/1/',
      caIssuers: 'http://ca.example.com/issuer/1.der',
    }),
    new peculiar.CRLDistributionPointsExtension(['http://ca.example.com/crl/1.der']),
    await peculiar.SubjectKeyIdentifierExtension.create(publicKey),
  ];
  return async (host) => {
    const names = [host, `www.${host}`].map((value) => ({ type: 'dns', value }) as const);
    const certificate = await peculiar.X509CertificateGenerator.create({
      serialNumber: '400192A3B4C57777777777777777777777771000',
      subject: `CN=${host}`,
      issuer: 'CN=ca.example.com',
      notBefore: new Date('2026-11-21T12:00:00Z'),
      notAfter: new Date('2027-02-19T11:59:00Z'),
      signingAlgorithm: ecdsa,
      publicKey,
      signingKey,
      extensions: [...shared, new peculiar.SubjectAlternativeNameExtension(names)],
    });
    return new Uint8Array(certificate.rawData);
  };
}
