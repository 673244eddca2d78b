import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { callsOf } from './calls.mjs';
import { bufCurl, connectNode, curl, grpcJs } from './clients.mjs';
import { methods } from './contract.mjs';
import { startSuiteWithSampleWeek } from './suite.mjs';

const makers = [
  (at) => grpcJs(at),
  (at) => bufCurl(at, 'grpc'),
  (at) => bufCurl(at, 'connect'),
  (at) => connectNode(at, false),
  (at) => connectNode(at, true),
  (at) => curl(at),
];

describe('every public method', () => {
  let suite;
  before(async () => {
    suite = await startSuiteWithSampleWeek();
  });
  after(() => suite?.stop());

  it('has right and wrong calls in the tests', () => {
    for (const { name } of methods) {
      const calls = callsOf(0).filter(({ method }) => method === name);
      assert.ok(calls.some(({ title }) => title === 'answers'), `no right call of ${name}`);
      // GetHead has nothing that can be wrong.
      if (name.endsWith('/GetHead')) continue;
      assert.ok(calls.some(({ title }) => title !== 'answers'), `no wrong call of ${name}`);
    }
  });

  for (const [number, make] of makers.entries()) {
    const name = make.toString().replace(/^.*=> /, '');
    it(`answers ${name}`, async (test) => {
      const client = make(suite);
      const called = new Set();
      for (const call of callsOf(number)) {
        const method = methods.find((one) => one.name === call.method);
        assert.ok(method, `${call.method} is not in the contract`);
        await test.test(`${call.method} ${call.title}`, async () => {
          const outcome = await client.call(method, call.messages, call.enough);
          called.add(call.method);
          if (method.streams && !client.canStream) {
            assert.equal(outcome.error?.code, 'unimplemented', JSON.stringify(outcome));
          } else {
            call.check(outcome);
          }
        });
      }
      assert.deepEqual([...called].sort(), methods.map((one) => one.name).sort());
      client.close();
    });
  }
});
