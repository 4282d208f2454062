import type { Io } from './io.ts';

const clearLine = '\r\u001B[2K';
const tickMs = 1000;

/**
 * Runs `act`; as long as it takes, a line on standard error says what is being done and for how many seconds, if that is
 * a terminal. The line is gone afterwards.
 */
export async function withProgress<T>(
  { stderr, env }: Io,
  message: string,
  act: () => Promise<T>,
): Promise<T> {
  if (stderr.isTTY !== true || env['TERM'] === 'dumb') return act();
  const began = performance.now();
  const show = (): void => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    stderr.write(`${clearLine}${message}…${seconds > 0 ? ` ${seconds} s` : ''}`);
  };
  show();
  const timer = setInterval(show, tickMs).unref();
  try {
    return await act();
  } finally {
    clearInterval(timer);
    stderr.write(clearLine);
  }
}
