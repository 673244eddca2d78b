// TLS, client certificates and tokens, the same over HTTP as over gRPC.
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { run, startSuite } from './suite.mjs';

const topics = 'sennight.gateway.v1.TopicService/ListTopics';
const append = 'sennight.eventstore.v1.EventStoreService/AppendEvents';
const getEvent = 'sennight.eventstore.v1.EventStoreService/GetEvent';
const eventId = '0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d';
const event = { eventId, topic: 'offshore-wind', title: 'A turbine turns', language: 'en',
  occurred: { start: '2025-12-10' }, sources: [{ publisher: 'Example' }] };

let folder;
const at = (name) => join(folder, name);

async function openssl(...args) {
  const { status, err } = await run('openssl', args, { cwd: folder });
  assert.equal(status, 0, err);
}

// Makes NAME.crt and NAME.key for 127.0.0.1, signed by ca.crt.
async function makeCertificate(name, subjectAltName) {
  await writeFile(at(`${name}.ext`), `subjectAltName=${subjectAltName}\n`);
  await openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
    '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  await openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key',
    '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.crt`);
}

// Calls a method; resolves to the HTTP status and the answer.
async function call(suite, method, message, ...args) {
  const { status, out } = await run('curl', ['-sS', '--noproxy', '*', '--max-time', '10',
    '--cacert', 'ca.crt', '-H', 'Content-Type: application/json', '-d', JSON.stringify(message),
    '-w', '\n%{http_code}', ...args, `${suite.http}/${method}`], { cwd: folder });
  if (status !== 0) return { http: 0 };
  const end = out.lastIndexOf('\n');
  return { http: Number(out.slice(end + 1)), answer: JSON.parse(out.slice(0, end)) };
}

const bearer = (token) => ['-H', `Authorization: Bearer ${token}`];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sennight-security-'));
  await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
    '-subj', '/CN=Test CA', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.crt');
  await makeCertificate('server', 'IP:127.0.0.1');
  await makeCertificate('reporter', 'URI:spiffe://example.org/reporter');
  await writeFile(at('tokens'), 'ali open-sesame-0123456789\n', { mode: 0o600 });
});
after(() => rm(folder, { recursive: true }));

describe('a gateway that asks for tokens', () => {
  let suite;
  before(async () => {
    suite = await startSuite([`--tls-certificate=${at('server.crt')}`,
      `--tls-key=${at('server.key')}`, `--token-file=${at('tokens')}`]);
  });
  after(() => suite?.stop());

  it('speaks HTTPS only', async () => {
    assert.match(suite.http, /^https:/);
    const plain = await run('curl', ['-s', '--noproxy', '*', '--max-time', '10',
      suite.http.replace('https', 'http')]);
    assert.notEqual(plain.status, 0);
    const distrusted = await run('curl', ['-s', '--noproxy', '*', '--max-time', '10', suite.http]);
    assert.notEqual(distrusted.status, 0);
  });

  it('lets nobody in without a known token', async () => {
    for (const args of [[], bearer('guess'), ['-H', 'Authorization: Basic YTpi'],
      ['-H', 'x-sennight-actor: token:ali']]) {
      const { http, answer } = await call(suite, topics, {}, ...args);
      assert.equal(http, 401, JSON.stringify(answer));
      assert.equal(answer.code, 'unauthenticated');
    }
  });

  it('records who writes', async () => {
    const ali = bearer('open-sesame-0123456789');
    const stored = await call(suite, append, { events: [event] }, ...ali,
      '-H', 'x-sennight-actor: token:somebody-else');
    assert.equal(stored.http, 200, JSON.stringify(stored.answer));
    const { answer } = await call(suite, getEvent, { eventId }, ...ali);
    assert.equal(answer.event.recordedBy, 'token:ali');
  });

  it('uses renewed certificates without a restart', async () => {
    const serial = async () => (await run('bash', ['-c',
      `openssl s_client -connect ${suite.http.slice(8)} < /dev/null 2> /dev/null |
       openssl x509 -noout -serial`])).out;
    const before = await serial();
    assert.match(before, /^serial=/);
    await makeCertificate('renewed', 'IP:127.0.0.1');
    await rename(at('renewed.key'), at('server.key'));
    await rename(at('renewed.crt'), at('server.crt'));
    const end = Date.now() + 20_000;
    let now = before;
    while (now === before && Date.now() < end) now = await serial();
    assert.notEqual(now, before);
  });
});

describe('a gateway that asks for certificates', () => {
  let suite;
  before(async () => {
    suite = await startSuite([`--tls-certificate=${at('server.crt')}`,
      `--tls-key=${at('server.key')}`, `--tls-client-ca=${at('ca.crt')}`]);
  });
  after(() => suite?.stop());

  it('lets nobody in without one', async () => {
    assert.equal((await call(suite, topics, {})).http, 0);
  });

  it('records who writes', async () => {
    const reporter = ['--cert', 'reporter.crt', '--key', 'reporter.key'];
    const stored = await call(suite, append, { events: [event] }, ...reporter);
    assert.equal(stored.http, 200, JSON.stringify(stored.answer));
    const { answer } = await call(suite, getEvent, { eventId }, ...reporter);
    assert.equal(answer.event.recordedBy, 'certificate:spiffe://example.org/reporter');
  });
});
