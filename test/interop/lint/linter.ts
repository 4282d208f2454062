import type { LintDocument } from './documents.ts';

/** Who is asked; `certwright` are our own rules, by which everything is judged before it is signed. */
export type LinterName = 'certwright' | 'zlint' | 'pkilint' | 'dumpasn1';

/** What a linter says against a document. */
export interface Finding {
  readonly linter: LinterName;
  /** The document's. */
  readonly id: string;
  /** The linter's own name for it. */
  readonly code: string;
  readonly words: string;
}

/** A linter, if it is there. */
export interface Linter {
  readonly name: LinterName;
  /** Why it is not asked; false when it is. */
  readonly skip: string | false;
  /** Everything it says that is a warning or worse. */
  readonly lint: (documents: readonly LintDocument[]) => Promise<Finding[]>;
  /** Whether this release can say that at all. */
  readonly knows: (code: string) => Promise<boolean>;
}

/** For linters of which one release is as good as another. */
export const knowsAll: Linter['knows'] = () => Promise.resolve(true);
