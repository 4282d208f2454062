import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { visible } from '#x509';
import { printableJson } from './printable-json.ts';

/** All that a command may do to a stream: nothing gets out unescaped but the bytes of a document. */
export interface Output {
  /** One line, escaped by `visible` of #x509; nothing gives an empty line. */
  line(text?: string): void;
  /** Each as {@link Output.line}. */
  lines(texts: Iterable<string>): void;
  /** Text of several lines, PEM for instance, each as {@link Output.line}; one at its end is not doubled. */
  block(text: string): void;
  /** Keys sorted, indented by `indent` spaces (default 2). */
  json(value: unknown, indent?: number): void;
  /** As {@link Output.lines}, a page at a time, each when the one before has gone out. */
  linePages(pages: AsyncIterable<Iterable<string>>): Promise<void>;
  /** The array of all items as {@link Output.json} writes it, a page at a time, likewise. */
  jsonPages(pages: AsyncIterable<readonly unknown[]>, indent?: number): Promise<void>;
  /** As they are. */
  bytes(bytes: Uint8Array): void;
}

/** The only writer of `stream`. */
export function createOutput(stream: Writable): Output {
  const line = (text = ''): void => void stream.write(`${visible(text)}\n`);
  const lines = (texts: Iterable<string>): void => {
    for (const text of texts) line(text);
  };
  const drained = async (): Promise<void> => {
    if (stream.writableNeedDrain) await once(stream, 'drain');
  };
  return Object.freeze({
    line,
    lines,
    block: (text: string) => lines(text.replace(/\n$/, '').split('\n')),
    json: (value: unknown, indent = 2) => void stream.write(`${printableJson(value, indent)}\n`),
    linePages: async (pages: AsyncIterable<Iterable<string>>) => {
      for await (const page of pages) {
        lines(page);
        await drained();
      }
    },
    jsonPages: async (pages: AsyncIterable<readonly unknown[]>, indent = 2) => {
      let isEmpty = true;
      for await (const page of pages) {
        const items = printableJson(page, indent).slice('['.length, -']'.length).trimEnd();
        stream.write(`${isEmpty ? '[' : ','}${items}`);
        isEmpty = false;
        await drained();
      }
      stream.write(isEmpty ? '[]\n' : `${indent > 0 ? '\n' : ''}]\n`);
    },
    bytes: (bytes: Uint8Array) => void stream.write(bytes),
  });
}
