/**
 * The process that holds a PKCS #11 library: started by `token-process.ts`, which says what to do. Whatever the library
 * does to it, hang, crash or leak, it does to this process alone. Exports nothing.
 */
import { faultOf } from './module.ts';
import type { Answer, Question } from './protocol.ts';
import { sessionFaults } from './session-faults.ts';
import { Token } from './token.ts';

let token: Token | undefined;
let running = 0;

process.on('message', (question: Question) => void answer(question));
process.on('disconnect', end);

async function answer(question: Question): Promise<void> {
  running += 1;
  const answered = await obey(question);
  running -= 1;
  if (process.connected) process.send?.(answered);
}

async function obey(question: Question): Promise<Answer> {
  const { id, slot } = question;
  try {
    if (question.verb === 'open') {
      token = await Token.open(question.ask);
      return { id, value: { sessions: token.sessions } };
    }
    return { id, value: await token?.obey(question) };
  } catch (error) {
    const fault = faultOf(error);
    if (sessionFaults.has(fault.reason)) token?.forget(slot);
    return { id, fault };
  }
}

/** Who started us is gone. A library at work is not waited for, and none is asked to tidy up behind our back. */
function end(): void {
  try {
    if (running === 0) token?.close();
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}
