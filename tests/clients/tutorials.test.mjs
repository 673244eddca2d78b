// Runs the programs of protos/CLIENTS.md as they are printed there.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program, run, source, startSuite } from './suite.mjs';

const packages = fileURLToPath(new URL('node_modules', import.meta.url));

describe('the tutorial', () => {
  let suite;
  let folder;
  let env;
  let expected;
  const blocks = {};

  before(async () => {
    const text = await readFile(join(source, 'protos/CLIENTS.md'), 'utf8');
    for (const [, language, code] of text.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
      assert.equal(blocks[language], undefined, `there are two blocks of ${language}`);
      blocks[language] = code;
    }
    folder = await mkdtemp(join(tmpdir(), 'sennight-tutorials-'));
    suite = await startSuite();
    env = { GRPC: suite.grpc, HTTP: suite.http, PROTOS: join(source, 'protos'),
      NODE_PATH: packages, no_proxy: '127.0.0.1' };
    const imported = await run(program, ['import', '--topic=cell-gene-therapy',
      `--endpoint=${suite.grpc}`, join(source, 'deploy/samples/cell-gene-therapy-2025-W50.jsonl')]);
    assert.equal(imported.status, 0, imported.err);
    const composed = await run(program, ['compose', '--topic=cell-gene-therapy', '--week=2025-W50',
      '--language=en', '--format=text', `--endpoint=${suite.grpc}`]);
    assert.equal(composed.status, 0, composed.err);
    expected = composed.out;
  });

  after(async () => {
    await suite?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  const runs = async (command, args) => {
    const { status, out, err } = await run(command, args, { env, cwd: folder });
    assert.equal(status, 0, err + out);
    return out;
  };

  it('of curl prints the week, by a call and as a page', async () => {
    assert.equal(await runs('bash', ['-euo', 'pipefail', '-c', blocks.bash]), expected + expected);
  });

  it('of Node prints the week', async () => {
    await writeFile(join(folder, 'print_week.cjs'), blocks.js);
    assert.equal(await runs('node', ['print_week.cjs']), expected);
  });

  it('of C++ is built by itself and prints the week', async () => {
    await writeFile(join(folder, 'CMakeLists.txt'), blocks.cmake);
    await writeFile(join(folder, 'print_week.cc'), blocks.cpp);
    await runs('cmake', ['-G', 'Ninja', '-S', '.', '-B', 'build',
      `-DCMAKE_PREFIX_PATH=${process.env.SENNIGHT_PREFIX}`]);
    await runs('cmake', ['--build', 'build']);
    assert.equal(await runs('build/print_week', []), expected);
  });
});
