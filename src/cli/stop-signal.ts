import type { Signals } from './io.ts';

const sameKeyMs = 1000;

/**
 * Resolves with the first SIGINT or SIGTERM. A second one, later, does what signals do without us: it ends the process.
 * Those that come within a second belong to the first: npm passes Ctrl-C on to a process that had it from the terminal.
 */
export function untilStopped(signals: Signals): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve) => {
    const acts = (['SIGINT', 'SIGTERM'] as const).map((signal) => ({
      signal,
      act: () => {
        resolve(signal);
        setTimeout(forget, sameKeyMs).unref();
      },
    }));
    const forget = (): void => {
      for (const { signal, act } of acts) signals.off(signal, act);
    };
    for (const { signal, act } of acts) signals.on(signal, act);
  });
}
