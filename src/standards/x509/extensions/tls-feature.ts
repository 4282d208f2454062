import { z } from 'zod';
import { integer } from '#der';
import type { DerReader, DerValue } from '#der';
import { decodeList, encodeList, uniqueList } from '../extension-value.ts';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { bullets } from '../text-lines.ts';

/** A TLS extension that the server promises to support: by name, or by number where it has none here. */
export type TlsFeature = 'status_request' | 'status_request_v2' | number;

const features = [
  { name: 'status_request', number: 5, alias: 'OCSPMustStaple' },
  { name: 'status_request_v2', number: 17, alias: 'MultipleCertStatusRequest' },
] as const;

/** What a server with this certificate must offer, OCSP stapling above all (RFC 7633 §4). In the order given. */
export const tlsFeature: ExtensionKind<readonly TlsFeature[], 'tls_feature'> = {
  type: 'tls_feature',
  oid: '1.3.6.1.5.5.7.1.24',
  title: 'TLS Feature',
  criticality: { default: false },
  configurable: true,
  value: uniqueList(
    z.preprocess(
      (value) => features.find(({ alias }) => alias === value)?.name ?? value,
      z.enum(features.map(({ name }) => name)),
    ),
  ),
  encode: (list) => encodeList(list, encodeOne),
  decode: (reader) => decodeList(reader, decodeOne),
  text: (list) => bullets(list.map(describe)),
};

function encodeOne(feature: TlsFeature): DerValue {
  const number =
    typeof feature === 'number' ? feature : features.find(({ name }) => name === feature)?.number;
  if (number === undefined) throw extensionFault('TLS feature without a number.');
  return integer(number);
}

function decodeOne(reader: DerReader): TlsFeature {
  const number = reader.smallInteger();
  return features.find((feature) => feature.number === number)?.name ?? number;
}

function describe(feature: TlsFeature): string {
  const alias = features.find(({ name }) => name === feature)?.alias;
  return alias === undefined ? String(feature) : `${feature} (${alias})`;
}
