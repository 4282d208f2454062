import assert from 'node:assert/strict';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { skipWithoutPostgresql, startPostgresql } from '#oracles';
import { minute } from '#base';
import { makeCsr } from '../../test/csr.ts';
import { realMachine, type FakeMachine } from './fake-terminal.test.ts';

const { pem: csr } = await makeCsr();

async function withAuthority(machine: FakeMachine): Promise<void> {
  await machine.must('ca', 'create', 'root', 'CN=root');
  machine.directory.write('csr', csr);
  await sign(machine, 'first');
}

async function sign(machine: FakeMachine, name: string): Promise<void> {
  await machine.must('cert', 'sign', '--csr', `${machine.directory.path}/csr`, '--name', name);
}

test('db status and db migrate tell an old, a present and a newer database apart', async () => {
  await using machine = realMachine();
  assert.equal((await machine.type(['db', 'status'])).exitCode, 1);
  assert.equal(existsSync(`${machine.data}/certwright.db`), false);
  await withAuthority(machine);
  assert.match(await machine.must('db', 'status'), /^Database: sqlite\n[^]*^ {2}authority: 1$/m);
  assert.equal(await machine.must('db', 'migrate'), 'The tables are up to date.\n');

  const raw = new DatabaseSync(`${machine.data}/certwright.db`);
  raw.exec("drop table fence; delete from migration where id = 'fence/001'");
  assert.match(await machine.must('db', 'status'), /^Steps missing: fence\/001;/m);
  assert.equal(await machine.must('db', 'migrate'), 'Applied fence/001.\n');
  raw.exec("insert into migration (id, applied_at_ms) values ('future/001', 0)");
  raw.close();
  assert.match(await machine.must('db', 'status'), /^Steps of a newer version: future\/001$/m);
  assert.equal((await machine.type(['db', 'migrate'])).exitCode, 3);
});

test('db backup writes a whole copy for its owner alone, and nothing over what is there', async () => {
  await using machine = realMachine();
  await withAuthority(machine);
  const file = `${machine.directory.path}/backup.db`;
  const { err } = await machine.type(['db', 'backup', file]);
  assert.match(err, /private keys are not in it/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const copy = new DatabaseSync(file, { readOnly: true });
  assert.deepEqual({ ...copy.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' });
  assert.equal(copy.prepare('select count(*) as n from authority').get()?.['n'], 1);
  copy.close();
  const again = await machine.type(['db', 'backup', file]);
  assert.deepEqual([again.exitCode, /move it away/.test(again.err)], [1, true]);
});

test('after db restore nothing is signed before db confirm, which says what is lost', async () => {
  await using machine = realMachine();
  await withAuthority(machine);
  const file = `${machine.directory.path}/backup.db`;
  await machine.must('db', 'backup', file);
  await sign(machine, 'lost');
  const over = await machine.type(['db', 'restore', file]);
  assert.deepEqual([over.exitCode, /move it away/.test(over.err)], [1, true]);

  for (const part of ['', '-wal', '-shm'])
    rmSync(`${machine.data}/certwright.db${part}`, { force: true });
  await machine.must('db', 'restore', file);
  machine.clock.advance(minute);
  const words = ['cert', 'sign', '--csr', `${machine.directory.path}/csr`, '--name', 'new'];
  const refused = await machine.type(words);
  assert.deepEqual([refused.exitCode, /db confirm/.test(refused.err)], [4, true], refused.err);
  machine.clock.advance(minute);
  const { out, err } = await machine.type(['db', 'confirm']);
  assert.match(out, /^Confirmed: the audit trail goes on after entry \d+\.$/m);
  assert.match(err, /^Entries \d+ to \d+ were seen before and are lost/m);
  await sign(machine, 'new');
  assert.equal(await machine.must('db', 'confirm'), 'There is nothing to confirm.\n');
  assert.match(await machine.must('audit', 'list'), /database\.confirmed/);
});

test('a restore by hand is noticed too', async () => {
  await using machine = realMachine();
  await withAuthority(machine);
  const file = `${machine.directory.path}/backup.db`;
  await machine.must('db', 'backup', file);
  await sign(machine, 'lost');
  for (const part of ['-wal', '-shm'])
    rmSync(`${machine.data}/certwright.db${part}`, { force: true });
  renameSync(file, `${machine.data}/certwright.db`);
  const { exitCode } = await machine.type(['ca', 'create', 'new', 'CN=new']);
  assert.equal(exitCode, 4);
});

test(
  'db copy takes everything to PostgreSQL and back, row by row',
  { skip: skipWithoutPostgresql() },
  async () => {
    await using server = await startPostgresql();
    await using machine = realMachine();
    await withAuthority(machine);
    const there = await server.newDatabase();
    const report = JSON.parse(await machine.must('db', 'copy', there, '--json')) as Copied[];
    assert.ok(report.every(({ same }) => same));
    const before = rowsOf(report, 'certificate');
    assert.ok(before > 0);
    const full = await machine.type(['db', 'copy', there]);
    assert.deepEqual([full.exitCode, /is not empty/.test(full.err)], [1, true]);

    const env = { CERTWRIGHT_DATABASE: there };
    const words = ['cert', 'sign', '--csr', `${machine.directory.path}/csr`, '--name', 'second'];
    const signed = await machine.type(words, { env });
    assert.equal(signed.exitCode, 0, signed.err);
    assert.equal((await machine.type(['audit', 'verify'], { env })).exitCode, 0);
    const back = `sqlite:${machine.directory.path}/back.db`;
    const returned = await machine.type(['db', 'copy', back, '--json'], { env });
    const more = JSON.parse(returned.out) as Copied[];
    assert.ok(more.every(({ same }) => same));
    assert.equal(rowsOf(more, 'certificate'), before + 1);
    const here = { CERTWRIGHT_DATABASE: back };
    assert.equal((await machine.type(words, { env: here })).exitCode, 0);
    assert.equal((await machine.type(['audit', 'verify'], { env: here })).exitCode, 0);
  },
);

interface Copied {
  readonly name: string;
  readonly rows: number;
  readonly same: boolean;
}

function rowsOf(report: readonly Copied[], table: string): number {
  return report.find(({ name }) => name === table)?.rows ?? 0;
}
