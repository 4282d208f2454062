import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { CaError } from '#base';
import { problemsError } from './problems.ts';

/** A path of field names and list positions, from the outside in. */
export type Path = readonly (string | number)[];

/** Values that somebody wrote, and where. */
export interface Written {
  readonly values: Readonly<Record<string, unknown>>;
  /**
   * Where a value stands, `NAME:LINE:COLUMN` with both counted from 1; `NAME` alone for a module. A path that the
   * file does not hold gives the place of what would hold it. With `part` 'key' the place of the field's name.
   */
  readonly where: (path: Path, part?: 'key' | 'value') => string;
}

/** The parser's own words repeat what stands there, which may be a secret without its quotes: hence ours, by code. */
const words: ReadonlyMap<string, string> = new Map([
  ['BAD_DQ_ESCAPE', 'no such escape inside double quotes; use single quotes'],
  ['BAD_INDENT', 'not indented as the lines around it, or a bracket is not closed'],
  ['BAD_SCALAR_START', 'a value cannot begin with this character; put it in quotes'],
  ['BLOCK_AS_IMPLICIT_KEY', 'two names on one line; put the value in quotes'],
  ['DUPLICATE_KEY', 'this name stands here a second time'],
  ['MISSING_CHAR', 'a quote, bracket, comma or colon is missing'],
  ['MULTIPLE_DOCS', 'only one YAML document is read; remove the "---"'],
  ['TAB_AS_INDENT', 'indented with a tab; use spaces'],
  ['TAG_RESOLVE_FAILED', 'a value that begins with ! is a tag; put it in quotes'],
  ['UNRESOLVED_ALIAS', 'a value that begins with * is an alias; put it in quotes'],
]);

interface Fault {
  readonly code: string;
  readonly offset: number;
}

/**
 * Parses one YAML 1.2 document (so `no` and `on` are words, not booleans). An empty one holds no settings.
 *
 * @throws CaError `bad_config` with one problem, and its line and column, for each fault: syntax, a name given twice,
 *   a second document, a tag, an alias of nothing; without place when aliases swell or it is no map.
 */
export function parseYaml(name: string, text: string): Written {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const problems = findFaults(document).map(({ code, offset }) => ({
    path: [],
    code: 'bad_yaml',
    detail: `${place(offset)}: ${words.get(code) ?? 'this is not YAML'}.`,
  }));
  if (problems.length > 0) throw problemsError(problems);
  return {
    values: toMap(name, document),
    where: (path, part = 'value') => place(offsetOf(document, path, part)),
  };
}

function findFaults(document: Document): Fault[] {
  const faults: Fault[] = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    code,
    offset: pos[0],
  }));
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document))
        faults.push({ code: 'UNRESOLVED_ALIAS', offset: startOf(alias) ?? 0 });
    },
  });
  return faults;
}

function toMap(name: string, document: Document): Readonly<Record<string, unknown>> {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return {};
  if (!isMap(contents))
    throw new CaError('bad_config', `${name}: must hold settings, one "name: value" on a line.`);
  try {
    return document.toJS() as Record<string, unknown>;
  } catch {
    throw new CaError('bad_config', `${name}: uses aliases too much.`);
  }
}

function offsetOf(document: Document, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const entry = child(isAlias(node) ? node.resolve(document) : node, step);
    if (!entry) break;
    const wantsKey = part === 'key' && depth === path.length - 1;
    offset = (wantsKey ? undefined : startOf(entry.value)) ?? startOf(entry.key) ?? offset;
    node = entry.value;
  }
  return offset;
}

function child(parent: unknown, step: string | number): Pick<Pair, 'key' | 'value'> | undefined {
  if (isSeq(parent)) {
    const value = parent.items[Number(step)];
    return value === undefined ? undefined : { key: null, value };
  }
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
