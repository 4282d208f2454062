import { findTool, skipWithout, temporaryDirectory } from '#oracles';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** What strace can do here: it needs leave to trace, which a container may not give. */
function skip(): string | false {
  const missing = skipWithout('strace');
  if (missing) return missing;
  const { status } = spawnSync(findTool('strace') ?? '', ['-o', '/dev/null', 'true']);
  return status === 0 ? false : 'strace may not trace processes on this machine';
}

const program = `
  import { identity, openDatabase } from '#db';
  const up = (schema) => schema.createTable('note').addColumn('id', 'integer', identity).execute();
  const db = await openDatabase({ url: process.argv.at(-1), migrations: [{ id: 'note/001', up }] });
  const write = async (writer) => {
    for (let at = 0; at < 10; at++) {
      await db.transaction((trx) => trx.insertInto('note').defaultValues().execute());
      console.log('told ' + writer + ' ' + at);
    }
  };
  await Promise.all([0, 1, 2].map(write));
  await db.close();
`;

test(
  'before a commit is told the system has been asked to flush the log, and has done so',
  { skip: skip() },
  () => {
    using directory = temporaryDirectory();
    const trace = `${directory.path}/trace`;
    const strace = [
      '-f',
      '--seccomp-bpf',
      '-y',
      '-o',
      trace,
      '-e',
      'trace=pwrite64,write,fdatasync',
    ];
    const node = ['--input-type=module', '--eval', program, `sqlite:${directory.path}/a.db`];
    const { status, stderr } = spawnSync(
      findTool('strace') ?? '',
      [...strace, process.execPath, ...node],
      { cwd: import.meta.dirname, encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.deepEqual(judge(readFileSync(trace, 'utf8').split('\n')), { told: 30, early: [] });
  },
);

/** Lines of strace that tell of something, and those of them that came before a flush of all that was written. */
function judge(lines: readonly string[]): { readonly told: number; readonly early: string[] } {
  let [written, flushed, told] = [0, 0, 0];
  const begun = new Map<string, number>();
  const early: string[] = [];
  for (const line of lines) {
    const [, thread = '', call = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (/^pwrite64\(\d+<[^>]*-wal>/.test(call)) written += 1;
    if (/^fdatasync\(\d+<[^>]*-wal>/.test(call)) begun.set(thread, written);
    if (/^(fdatasync|<\.\.\. fdatasync).* = 0/.test(call))
      flushed = Math.max(flushed, begun.get(thread) ?? 0);
    if (!/^write\(.*"told /.test(call)) continue;
    told += call.split('told ').length - 1;
    if (flushed < written) early.push(line);
  }
  return { told, early };
}
