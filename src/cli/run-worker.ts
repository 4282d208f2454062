import { createLogger } from '#http';
import type { Context } from './context.ts';
import { giveMemoryBackOnceQuiet } from './give-memory-back.ts';
import { openWith } from './open-app.ts';
import { untilStopped } from './stop-signal.ts';

/** How often the process is given something to live for: nothing that waits for jobs keeps it alive. */
const heartbeatMs = 60_000;

/**
 * Works on what is booked until it is told to stop; then finishes what it has begun.
 *
 * @throws CaError `bad_config`, `bad_data_directory`, `data_too_new`, `busy`.
 */
export async function runWorker({ io, out, settings }: Context): Promise<void> {
  const config = await settings();
  const logger = createLogger({ level: config.logLevel, destination: io.stderr });
  const report = (error: unknown): void =>
    logger.error({ err: error }, 'nobody else heard of this');
  const app = await openWith(config, { jobs: 'run', report, clock: io.clock });
  const heartbeat = setInterval(() => undefined, heartbeatMs);
  try {
    const stopped = untilStopped(io.signals ?? process);
    out.line('Working. Ctrl-C ends it.');
    using _memory = giveMemoryBackOnceQuiet();
    await stopped;
    out.line('Stopping: jobs that run are finished first.');
  } finally {
    clearInterval(heartbeat);
    await app.close();
  }
}
