import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How often it is looked whether the process idles, */
const lookMs = 1500;
/** which it does when less than this share of the time since was work. */
const quiet = 0.3;

/**
 * What a start leaves behind, 50 MB of garbage and room for more, V8 keeps for as long as nothing else is asked for. Has it
 * collected once, in the first quiet moment: the process stands still for some 0.1 s then.
 */
export function giveMemoryBackOnceQuiet(): Disposable {
  let before = performance.eventLoopUtilization();
  const look = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(before);
    before = performance.eventLoopUtilization();
    if (utilization > quiet) return;
    clearInterval(look);
    collectGarbage();
  }, lookMs);
  look.unref();
  return { [Symbol.dispose]: () => clearInterval(look) };
}

/** As Node has it with `--expose-gc`; the flag is taken back at once. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (how: object) => void;
  setFlagsFromString('--no-expose-gc');
  gc({ type: 'major', flavor: 'last-resort' });
}
