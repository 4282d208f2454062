import type { Crl, PublishedCrl } from '#crl';
import { pemOctets } from './pem-octets.ts';
import type { StoredDocument } from './stored-document.ts';

/** The forms in which a list can be had. */
export type ListForm = 'DER' | 'PEM';

/** After a revocation, who asks through a cache learns of it no later than this; who asks again is told 304. */
const maxAgeSeconds = 600;

/** A list as a document. A number is given once and for one list alone, so that it tells versions apart. */
export function listDocument(
  crl: Pick<Crl, 'read'>,
  list: PublishedCrl,
  form: ListForm = 'DER',
): StoredDocument {
  const common = { published: list.published, bestBefore: list.nextUpdate, maxAgeSeconds };
  const der = {
    sizeBytes: list.sizeBytes,
    read: (from: number, to: number) => crl.read(list, { from, to }),
  };
  if (form === 'PEM') {
    const version = `crl-${list.number}-pem`;
    return { ...common, ...pemOctets('X509 CRL', der), contentType: 'text/plain', version };
  }
  return {
    ...common,
    ...der,
    contentType: 'application/pkix-crl',
    version: `crl-${list.number}`,
    ...(list.gzipBytes !== null && {
      gzip: {
        sizeBytes: list.gzipBytes,
        read: (from: number, to: number) => crl.read(list, { form: 'gzip', from, to }),
      },
    }),
  };
}
