import { findExtension } from '#x509';
import type { Authority } from '#authorities';
import {
  digestLines,
  documentLines,
  extensionLines,
  formatFlag,
  type TextOptions,
} from './document-text.ts';
import { formatSerial } from './serial.ts';

/** An authority, and what neighbours of it know. */
export interface AuthorityFamily {
  readonly authority: Authority;
  /** Itself first, the root last. */
  readonly chain: readonly Authority[];
  readonly children: readonly Authority[];
  readonly acme: {
    readonly enabled: boolean;
    readonly registration: boolean;
    readonly profile: string;
    readonly requiresContact: boolean;
  };
}

/** All that is on record about an authority, for a person; the PEM at the end. */
export function authorityText(
  family: AuthorityFamily,
  nowMs: number,
  { extensions = true, pem = true, wrap = true }: TextOptions = {},
): string[] {
  const { authority } = family;
  return [
    `* Name: ${authority.name}`,
    `* Enabled: ${formatFlag(authority.enabled)}`,
    ...documentLines(authority, nowMs),
    '',
    ...hierarchyLines(family),
    '',
    ...keyLines(authority),
    '',
    ...acmeLines(family),
    ...(extensions ? extensionBlocks(authority) : []),
    '',
    ...digestLines(authority.certificate.der, wrap),
    ...(pem ? ['', ...authority.pem.trimEnd().split('\n')] : []),
  ];
}

/** How many authorities may stand below the first of `chain`, by all path lengths above it; undefined for no limit. */
export function maxPathLength(chain: readonly Authority[]): number | undefined {
  const limits = chain.map(({ certificate }, depth) => {
    const own = findExtension(certificate.extensions, 'basic_constraints')?.value.path_length;
    return own === null || own === undefined ? Number.POSITIVE_INFINITY : own - depth;
  });
  const least = Math.min(...limits);
  return least === Number.POSITIVE_INFINITY ? undefined : Math.max(least, 0);
}

function hierarchyLines({ authority, chain, children }: AuthorityFamily): string[] {
  const parent = chain[1];
  const names = children.map((child) => `  * ${nameAndSerial(child)}`);
  return [
    'Certificate Authority information:',
    parent ? `* Parent: ${nameAndSerial(parent)}` : rootLine(authority),
    ...(names.length > 0
      ? ['* Children:', ...names]
      : ['* Certificate authority has no children.']),
    `* Maximum levels of sub-CAs (path length): ${maxPathLength(chain) ?? 'unlimited'}`,
  ];
}

function rootLine({ certificate }: Authority): string {
  const isRoot = Buffer.compare(certificate.subjectDer, certificate.issuerDer) === 0;
  return isRoot
    ? '* Certificate authority is a root CA.'
    : '* Certificate authority has a parent that is not on record.';
}

function keyLines({ keyBackend, website, termsOfService, caaIdentity }: Authority): string[] {
  const facts = [
    ['Website', website],
    ['Terms of service', termsOfService],
    ['CAA identity', caaIdentity],
  ].filter(([, value]) => value !== '');
  return [
    'Key storage options:',
    `* Backend: ${keyBackend}`,
    ...facts.map(([title, value]) => `* ${title}: ${value}`),
  ];
}

function acmeLines({ acme }: AuthorityFamily): string[] {
  if (!acme.enabled) return ['ACMEv2 support:', '* Enabled: No'];
  return [
    'ACMEv2 support:',
    '* Enabled: Yes',
    `* Account registration: ${formatFlag(acme.registration)}`,
    `* Contact required: ${formatFlag(acme.requiresContact)}`,
    `* Profile: ${acme.profile}`,
  ];
}

function extensionBlocks({ certificate, sign }: Authority): string[] {
  const given = Object.values(sign).filter((extension) => extension !== null);
  return [
    '',
    ...extensionLines(
      'Certificate extensions',
      certificate.extensions,
      'No certificate extensions.',
    ),
    '',
    ...extensionLines(
      'Certificate extensions for signed certificates',
      given,
      'No certificate extensions for signed certificates.',
    ),
  ];
}

function nameAndSerial({ name, serial }: Authority): string {
  return `${name} (${formatSerial(serial)})`;
}
