import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '#base';
import type { Extension } from '#x509';
import { sampleId } from '../specimens/extension-samples.ts';

/**
 * What a tool is known to print for each extension that stands in a specimen, from `words/NAME.txt`: sections headed
 * `== SAMPLE`, each the tool's own words with every run of white space made one space. Where a later release, or the
 * tool in another place, puts it differently, that has sections of its own, `== SAMPLE @VARIANT`.
 */
export function readWords(name: string, variant?: string): (extension: Extension) => string {
  const text = readFileSync(join(import.meta.dirname, '../words', `${name}.txt`), 'utf8');
  const sections = new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return [section.slice(0, end), plain(section.slice(end))] as const;
      }),
  );
  return (extension) => {
    const id = sampleId(extension);
    const words = sections.get(`${id} @${variant}`) ?? sections.get(id);
    return present(words, `words of ${name} for ${id}`);
  };
}

/** Lines without indentation, trailing and repeated spaces; empty ones left out. */
export function plain(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
