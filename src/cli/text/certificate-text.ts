import type { IssuedCertificate } from '#certificates';
import { digestLines, documentLines, extensionLines, type TextOptions } from './document-text.ts';

/** All that is on record about a certificate, for a person; the PEM at the end. */
export function certificateText(
  certificate: IssuedCertificate,
  { nowMs, watchers }: { readonly nowMs: number; readonly watchers: readonly string[] },
  { extensions = true, pem = true, wrap = true }: TextOptions = {},
): string[] {
  const shown = extensions
    ? [
        '',
        ...extensionLines(
          'Certificate extensions',
          certificate.certificate.extensions,
          'No certificate extensions.',
        ),
      ]
    : [];
  return [
    ...documentLines(certificate, nowMs),
    ...watcherLines(watchers),
    ...shown,
    '',
    ...digestLines(certificate.certificate.der, wrap),
    ...(pem ? ['', ...certificate.pem.trimEnd().split('\n')] : []),
  ];
}

function watcherLines(watchers: readonly string[]): string[] {
  if (watchers.length === 0) return ['* No watchers'];
  return ['* Watchers:', ...watchers.map((each) => `  * ${each}`)];
}
