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
  /** As they are. */
  bytes(bytes: Uint8Array): void;
}

/** The only writer of `stream`. */
export function createOutput(stream: Writable): Output {
  const line = (text = ''): void => void stream.write(`${visible(text)}\n`);
  const lines = (texts: Iterable<string>): void => {
    for (const text of texts) line(text);
  };
  return Object.freeze({
    line,
    lines,
    block: (text: string) => lines(text.replace(/\n$/, '').split('\n')),
    json: (value: unknown, indent = 2) => void stream.write(`${printableJson(value, indent)}\n`),
    bytes: (bytes: Uint8Array) => void stream.write(bytes),
  });
}
