import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { equalBytes, isCaError } from '#base';
import { fileName, type OpenPlace, type Outcome, type Place, type PlacedFile } from './place.ts';
import type { StoredDocument } from './stored-document.ts';
import { clearLeftovers, writeWhole } from './whole-file.ts';

/**
 * A directory for a web server that holds no key, made when it is not there. Each file is written whole under another
 * name, then takes its place, so that a web server never sends a part; one that is right already is left alone, and keeps
 * its time. Files that are no longer made stay.
 */
export function directoryPlace(directory: string): Place {
  return {
    name: directory,
    open: async (): Promise<OpenPlace> => {
      const cleared = new Set<string>();
      return {
        put: async (file) => {
          const path = fileName(file);
          const target = join(directory, path);
          if (!cleared.has(dirname(target))) await clearLeftovers(dirname(target));
          cleared.add(dirname(target));
          return { path, ...(await put(target, file)) };
        },
      };
    },
  };
}

async function put(target: string, file: PlacedFile): Promise<Outcome> {
  const document = await file.document();
  const { sizeBytes } = document;
  const standing = await readFile(target).catch(() => undefined);
  const state = standing ? await compare(file, standing, document) : 'written';
  if (state !== 'written') return { state, sizeBytes };
  try {
    await write(target, file, document);
    return { state, sizeBytes };
  } catch (error) {
    // A list that was pruned while it was read: there is one that came after it.
    if (!isCaError(error, 'not_found')) throw error;
    const next = await file.document();
    await write(target, file, next);
    return { state, sizeBytes: next.sizeBytes };
  }
}

async function compare(
  file: PlacedFile,
  standing: Uint8Array,
  document: StoredDocument,
): Promise<Outcome['state']> {
  if (file.compare) return file.compare(standing, document);
  if (standing.length !== document.sizeBytes) return 'written';
  let at = 0;
  for await (const piece of document.read(0, document.sizeBytes)) {
    if (!equalBytes(piece, standing.subarray(at, at + piece.length))) return 'written';
    at += piece.length;
  }
  return 'same';
}

async function write(
  target: string,
  { timeMs }: PlacedFile,
  document: StoredDocument,
): Promise<void> {
  const { sizeBytes } = document;
  const pieces = document.read(0, sizeBytes);
  await writeWhole(target, { pieces, sizeBytes, ...(timeMs !== undefined && { timeMs }) });
}
