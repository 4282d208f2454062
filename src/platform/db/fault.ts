/** What a database said about one statement, as plain data: it must be able to leave a thread. */
export interface Fault {
  readonly message: string;
  /** The driver's own word: Node's error code on SQLite, the SQLSTATE on PostgreSQL. */
  readonly code: string;
  /** SQLite's extended result code, 0 where there is none. */
  readonly errcode: number;
}

/** The plain data of anything thrown by `node:sqlite`. */
export function describeFault(error: unknown): Fault {
  const { message, code, errcode } = error as Partial<Fault>;
  return { message: message ?? 'unknown fault', code: code ?? '', errcode: errcode ?? 0 };
}
