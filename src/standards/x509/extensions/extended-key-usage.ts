import { z } from 'zod';
import { oid } from '#der';
import { decodeList, encodeList, oidSchema, uniqueList } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { bullets } from '../text-lines.ts';

const pkix = '1.3.6.1.5.5.7.3';

/** The purposes that have a name, by dotted object identifier. */
export const extendedKeyUsageNames: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  [`${pkix}.1`]: 'serverAuth',
  [`${pkix}.2`]: 'clientAuth',
  [`${pkix}.3`]: 'codeSigning',
  [`${pkix}.4`]: 'emailProtection',
  [`${pkix}.5`]: 'ipsecEndSystem',
  [`${pkix}.6`]: 'ipsecTunnel',
  [`${pkix}.7`]: 'ipsecUser',
  [`${pkix}.8`]: 'timeStamping',
  [`${pkix}.9`]: 'OCSPSigning',
  [`${pkix}.17`]: 'ipsecIKE',
  [`${pkix}.35`]: 'bundleSecurity',
  '1.3.6.1.4.1.311.20.2.2': 'smartcardLogon',
  '1.3.6.1.5.2.3.5': 'msKDC',
  '1.3.6.1.4.1.11129.2.4.4': 'certificateTransparency',
  '1.0.18013.5.1.2': 'mdlDS',
  '1.0.18013.5.1.3': 'mdlJWS',
};

const byName = new Map<unknown, string>(
  Object.entries(extendedKeyUsageNames).map(([dotted, name]) => [name, dotted]),
);

/** Purposes of the key (RFC 5280 §4.2.1.12): dotted, in the order given; input may use names. */
export const extendedKeyUsage: ExtensionKind<readonly string[], 'extended_key_usage'> = {
  type: 'extended_key_usage',
  oid: '2.5.29.37',
  title: 'Extended Key Usage',
  criticality: { default: false },
  configurable: true,
  value: uniqueList(z.preprocess((value) => byName.get(value) ?? value, oidSchema)),
  encode: (purposes) => encodeList(purposes, (dotted) => oid(dotted)),
  decode: (reader) => decodeList(reader, (inner) => inner.oid()),
  text: (purposes) =>
    bullets(purposes.map((dotted) => extendedKeyUsageNames[dotted] ?? dotted).sort()),
};
