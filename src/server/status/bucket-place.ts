import { createHash } from 'node:crypto';
import { concat } from '#base';
import type { Bucket, OpenBucket } from '#net';
import { fileName, type Outcome, type Place, type PlacedFile } from './place.ts';
import type { StoredDocument } from './stored-document.ts';

/** A document that was changed is to be seen by those who ask through a cache no later than this. */
const mostSeconds = 600;

/** How addresses become keys. */
export interface BucketNames {
  /** Whether an address that ends in a slash is the object `index.crl` or `index.ocsp` there, as in a directory. Default: false. */
  readonly indexNames?: boolean;
}

/**
 * A bucket whose keys are the addresses themselves, also those that end in a slash, unless it is told otherwise: services
 * that keep objects as files can have none there. An object that is right already is
 * left alone, as far as the bucket tells; one whose owner encrypts with keys of its own, or that we may not list, is
 * filled anew each time, unless it can be read and says of itself that it is to stay. Objects that are no longer made stay.
 */
export function bucketPlace(bucket: Bucket, { indexNames = false }: BucketNames = {}): Place {
  return {
    name: bucket.name,
    open: async () => {
      const open = await bucket.open();
      const tags = await open.list();
      return {
        put: async (file) => {
          const path = indexNames ? fileName(file) : file.path;
          const document = await file.document();
          const { sizeBytes } = document;
          const tag = tags?.get(path);
          if (tag !== undefined && tag === (await md5Of(document)))
            return { path, sizeBytes, state: 'same' };
          // Where nothing stands, there is nothing to compare with.
          const state = tags && tag === undefined ? 'written' : await compare(open, path, file);
          if (state === 'written') await put(open, path, document);
          return { path, sizeBytes, state };
        },
      };
    },
  };
}

/** What a list says of itself counts, as in a directory: a newer one is not to be replaced by that of an old backup. */
async function compare(
  open: OpenBucket,
  path: string,
  file: PlacedFile,
): Promise<Outcome['state']> {
  const standing = file.compare && (await open.get(path));
  return standing ? (file.compare?.(standing, await file.document()) ?? 'written') : 'written';
}

async function put(open: OpenBucket, path: string, document: StoredDocument): Promise<void> {
  const { contentType, maxAgeSeconds, sizeBytes } = document;
  await open.put(path, {
    octets: concat(...(await Array.fromAsync(document.read(0, sizeBytes)))),
    contentType,
    cacheControl: `public, max-age=${Math.min(maxAgeSeconds, mostSeconds)}`,
  });
}

/** The entity tag of an object that was put in one piece. It tells versions apart, and vouches for nothing. */
async function md5Of(document: StoredDocument): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of document.read(0, document.sizeBytes)) hash.update(piece);
  return hash.digest('hex');
}
