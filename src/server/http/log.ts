import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/**
 * The log: one JSON object a line. Requests show as method, path and address; headers, bodies and queries are never
 * written, and a field with the name of a secret is replaced should one get here.
 *
 * @param options.level        Least level written: `trace` `debug` `info` `warn` `error` `fatal` `silent`.
 * @param options.destination  Default: standard output.
 */
export function createLogger(options: {
  readonly level: string;
  readonly destination?: DestinationStream;
}): Logger {
  return pino(
    {
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      base: null,
      redact: { paths: [...secretNames, ...secretNames.map((name) => `*.${name}`)], remove: false },
    },
    options.destination,
  );
}

const secretNames = ['authorization', 'password', 'pin', 'unlock', 'body', 'headers', 'cookie'];
