import type { StoredDocument } from './stored-document.ts';

/** What is to stand at one address. */
export interface PlacedFile {
  /** Below the place, decoded. One that ends in a slash is the file `index` there, where files cannot be named so. */
  readonly path: string;
  readonly index: 'index.crl' | 'index.ocsp';
  /** The document as it is now. Asked again when it went away while it was being read. */
  document(): Promise<StoredDocument>;
  /** What is to become of what stands there. Default: it stays when it holds the same octets. */
  compare?(standing: Uint8Array, document: StoredDocument): Outcome['state'];
  /** The time that a file is to bear. Default: that of its writing. */
  readonly timeMs?: number;
}

/** What became of a file. */
export interface Outcome {
  readonly sizeBytes: number;
  /** `same`: it was right already. `newer`: it holds what is newer than ours, and was left alone. */
  readonly state: 'written' | 'same' | 'newer';
}

/** One file that stands where its address is. */
export interface Publication extends Outcome {
  /** As the place calls it, with forward slashes. */
  readonly path: string;
}

/** Somewhere from where others give out what we have made, without us. */
export interface Place {
  /** For people: a directory, or the address of a bucket. */
  readonly name: string;
  /** Begins a round of work. */
  open(): Promise<OpenPlace>;
}

/** A place while it is worked on. */
export interface OpenPlace {
  /** Each file takes its place as a whole; one that is right already is left alone. */
  put(file: PlacedFile): Promise<Publication>;
}

/** The path of a file where none can end in a slash, and slashes in a row are one. */
export function fileName({ path, index }: PlacedFile): string {
  return `${path}${path.endsWith('/') ? index : ''}`.replaceAll(/\/+/g, '/');
}

/** Puts files in a place, one after the other; those that were put before one that fails stay. */
export async function* publish(
  place: Place,
  files: AsyncIterable<PlacedFile>,
): AsyncGenerator<Publication> {
  const open = await place.open();
  for await (const file of files) yield await open.put(file);
}
