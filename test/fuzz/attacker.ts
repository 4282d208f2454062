/* A thread of a crew: runs the batches that it is sent and answers each with what came of it. */
import { parentPort } from 'node:worker_threads';
import { present } from '#base';
import { attacks } from './attacks.ts';
import type { Batch, Reply } from './crew.ts';

const port = present(parentPort, 'the thread that sends batches');

port.on('message', (batch: Batch) => {
  void answer(batch).then((reply) => port.postMessage(reply));
});

async function answer({ index, count, first }: Batch): Promise<Reply> {
  try {
    return { outcome: await present(attacks[index], `attack ${index}`).run(count, first) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
