// A suite of its own for a test: real servers and a real database, gone at the end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const source = process.env.SENNIGHT_SOURCE_DIR;
export const program = join(process.env.SENNIGHT_BINARY_DIR, 'bin', 'sennight');

// Starts a suite whose clock stands behind the sample week. Resolves to where its gateway is.
export async function startSuite(extra = []) {
  const server = spawn(
    program,
    ['serve', '--ephemeral', '--print-endpoints', '--now=2025-12-16T08:00:00Z', ...extra],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  server.stderr.on('data', (part) => { log += part; });
  const ended = once(server, 'exit');
  const line = await Promise.race([
    once(createInterface(server.stdout), 'line').then(([first]) => first),
    ended.then(() => { throw new Error(`the suite did not start:\n${log}`); }),
  ]);
  const { gateway: { grpc, http }, summarization } = JSON.parse(line);
  return { grpc, http, summarization, async stop() { server.kill('SIGTERM'); await ended; } };
}

// Starts a suite that has stored the sample week.
export async function startSuiteWithSampleWeek() {
  const suite = await startSuite();
  const imported = await run(program, ['import', '--topic=cell-gene-therapy',
    `--endpoint=${suite.grpc}`,
    join(source, 'deploy/samples/cell-gene-therapy-2025-W50.jsonl')]);
  if (imported.status !== 0) await suite.stop();
  assert.equal(imported.status, 0, imported.err);
  return suite;
}

// Runs a program to its end, or until it has written enough. Resolves to its exit status and what it
// wrote. It has a process group, since some programs only begin others.
export async function run(command, args, { input = '', env = {}, cwd, until } = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, cwd, detached: true });
  let out = '';
  let hasEnough = false;
  let err = '';
  child.stdout.on('data', (part) => {
    out += part;
    if (hasEnough || !until?.(out)) return;
    hasEnough = true;
    process.kill(-child.pid);
  });
  child.stderr.on('data', (part) => { err += part; });
  child.stdin.on('error', () => {});  // It need not read everything.
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, out, err };
}
