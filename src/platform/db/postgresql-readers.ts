import { assert } from '#base';
import type { Connection } from './connection.ts';
import { Line } from './postgresql-line.ts';
import type { ServerOptions } from './postgresql-line.ts';
import type { Outcome, Statement } from './sqlite.ts';

/** How many queries of one kind may run beside each other; those that are asked meanwhile follow on the same lines. */
const width = 2;

/** Connections that only read, opened when they are needed. A lost one fails what it was asked, and is opened anew. */
export function openReaders(options: ServerOptions): Connection {
  const places = Array.from({ length: width }, () => new Place(options));
  const refuse = async (): Promise<void> => assert(false, 'a reader has no transactions');
  return {
    run: (statement) => places.reduce((a, b) => (b.asked < a.asked ? b : a)).run(statement),
    begin: refuse,
    commit: refuse,
    rollback: refuse,
    close: async () => {
      await Promise.all(places.map((place) => place.close()));
    },
  };
}

/** Where one connection is, or would be. */
class Place {
  readonly #options: ServerOptions;
  #line: Promise<Line> | undefined;
  /** How many statements have not been answered yet. */
  asked = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  async run(statement: Statement): Promise<Outcome> {
    this.asked += 1;
    try {
      return await (await (this.#line ??= this.#open())).run(statement);
    } finally {
      this.asked -= 1;
    }
  }

  async close(): Promise<void> {
    await (await this.#line?.catch(() => undefined))?.close();
  }

  #open(): Promise<Line> {
    const forget = (): void => {
      if (this.#line === line) this.#line = undefined;
    };
    const line = Line.open(this.#options, forget);
    line.catch(forget);
    return line;
  }
}
