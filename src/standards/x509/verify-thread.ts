/** The thread of verifications that begin before there is a signature: started by `verification.ts`. Exports nothing. */
import { createVerify } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { Begun } from './verification.ts';
import { isVerified } from './verifier.ts';

parentPort?.on('message', ({ hash, message, how, port }: Begun) => {
  const verifier = createVerify(hash).update(message);
  port.once('message', (signature: Uint8Array) => {
    port.postMessage(isVerified(verifier, how, signature));
    port.close();
  });
});
