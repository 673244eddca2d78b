// Clients that share no code with Sennight. Each has a name, says by `canStream` whether it can
// call methods that stream, and has `call(method, messages, enough)`, which resolves to
//   {messages: [JSON…]} or {error: {code: 'not_found', message, details: [{type, value}]}}
// A stream that does not end by itself is cancelled after `enough` messages.
import { createClient, Code, ConnectError } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { fromBinary, fromJson, toJson } from '@bufbuild/protobuf';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { join } from 'node:path';

import { buf, methods, readDetail, registry } from './contract.mjs';
import { run, source } from './suite.mjs';

const protos = join(source, 'protos');
const deadlineMs = 30_000;
const snake = (name) => name.replace(/(?<=[a-z])([A-Z])/g, '_$1').toLowerCase();

// --- @grpc/grpc-js with messages of @grpc/proto-loader ---

function grpcDetails(error) {
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (bytes === undefined) return [];
  const status = fromBinary(registry.getMessage('google.rpc.Status'), bytes);
  return status.details.map((any) => readDetail(any.typeUrl.replace(/.*\//, ''), any.value));
}

export function grpcJs({ grpc: address }, known = methods) {
  const files = [...new Set(known.map(({ service }) => `${service.file.name}.proto`))];
  const loaded = grpc.loadPackageDefinition(loadSync(files,
    { includeDirs: [protos], longs: String, enums: String, json: true }));
  const stubs = new Map();
  for (const { service } of known) {
    const Stub = service.typeName.split('.').reduce((scope, part) => scope[part], loaded);
    stubs.set(service.typeName, new Stub(address, grpc.credentials.createInsecure()));
  }
  const start = ({ service, method }, messages, enough) => new Promise((resolve, reject) => {
    const stub = stubs.get(service.typeName);
    const name = method.localName;
    const options = { deadline: Date.now() + deadlineMs };
    const done = (error, answer) => (error ? reject(error) : resolve([answer]));
    switch (method.methodKind) {
      case 'unary':
        stub[name](messages[0], options, done);
        break;
      case 'client_streaming': {
        const stream = stub[name](options, done);
        messages.forEach((message) => stream.write(message));
        stream.end();
        break;
      }
      case 'server_streaming': {
        const answers = [];
        const stream = stub[name](messages[0], options).on('data', (answer) => {
          answers.push(answer);
          if (answers.length === enough) stream.cancel();
        }).on('error', (error) => (answers.length === enough ? resolve(answers) : reject(error)))
          .on('end', () => resolve(answers));
        break;
      }
      default:
        reject(new Error(`${method.methodKind} is not in the contract`));
    }
  });
  return {
    name: 'grpc-js', canStream: true,
    async call(method, messages, enough) {
      try {
        return { messages: await start(method, messages, enough) };
      } catch (error) {
        if (typeof error.code !== 'number') throw error;
        const code = grpc.status[error.code].toLowerCase().replace('cancelled', 'canceled');
        return { error: { code, message: error.details, details: grpcDetails(error) } };
      }
    },
    close() { stubs.forEach((stub) => stub.close()); },
  };
}

// --- Connect for Node, with messages in JSON or in bytes ---

export function connectNode({ http: baseUrl }, useBinaryFormat) {
  const transport = createConnectTransport(
    { baseUrl, httpVersion: '1.1', useBinaryFormat, jsonOptions: { registry },
      defaultTimeoutMs: deadlineMs });
  async function* each(items) { yield* items; }
  return {
    name: `connect-node (${useBinaryFormat ? 'bytes' : 'JSON'})`, canStream: false,
    async call({ service, method }, messages) {
      const client = createClient(service, transport);
      const read = messages.map((message) => fromJson(method.input, message, { registry }));
      const sent = method.methodKind === 'client_streaming' ? each(read) : read[0];
      try {
        const answer = client[method.localName](sent);
        const answers = [];
        if (method.methodKind === 'server_streaming') {
          for await (const one of answer) answers.push(one);
        } else {
          answers.push(await answer);
        }
        return { messages: answers.map((one) => toJson(method.output, one, { registry })) };
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        const details = error.details.map((detail) => readDetail(detail.type, detail.value));
        return { error: { code: snake(Code[error.code]), message: error.rawMessage, details } };
      }
    },
    close() {},
  };
}

// --- buf curl, over gRPC or Connect ---

export function bufCurl({ grpc: grpcAddress, http }, protocol) {
  const base = protocol === 'grpc' ? `http://${grpcAddress}` : http;
  const args = ['curl', '--schema', protos, '--protocol', protocol,
    ...(protocol === 'grpc' ? ['--http2-prior-knowledge'] : [])];
  return {
    name: `buf curl (${protocol})`, canStream: protocol === 'grpc',
    async call({ name }, messages, enough) {
      const input = messages.map((message) => JSON.stringify(message)).join('\n');
      const hasEnough = (out) => /^\}$/m.test(out) && splitJson(out).length >= enough;
      const { status, out, err } = await run(buf, [...args, '-d', '@-', `${base}/${name}`],
        { input, until: enough && hasEnough });
      if (status === 0 || (enough && hasEnough(out))) return { messages: splitJson(out) };
      const error = JSON.parse(err.slice(err.indexOf('{')));
      const details = (error.details ?? []).map(
        ({ type, value }) => readDetail(type, Buffer.from(value, 'base64')));
      return { error: { code: error.code, message: error.message, details } };
    },
    close() {},
  };
}

// Splits JSON objects that follow each other, each beginning and ending at the start of a line.
function splitJson(text) {
  return text.split(/(?<=^\}\n?)(?=\{)/m).map((part) => part.trim()).filter(Boolean)
    .map((part) => JSON.parse(part));
}

// --- plain curl ---

export function curl({ http }) {
  return {
    name: 'curl', canStream: false,
    async call({ name }, messages) {
      const { status, out, err } = await run('curl', ['-sS', '--noproxy', '*', '--max-time', '30',
        '-H', 'Content-Type: application/json', '--data-binary', '@-', '-w', '\n%{http_code}',
        `${http}/${name}`], { input: JSON.stringify(messages[0] ?? {}) });
      if (status !== 0) throw new Error(`curl: ${err}`);
      const end = out.lastIndexOf('\n');
      const body = JSON.parse(out.slice(0, end));
      if (out.slice(end + 1) === '200') return { messages: [body] };
      const details = (body.details ?? []).map(
        ({ type, value }) => readDetail(type, Buffer.from(value, 'base64')));
      return { error: { ...body, details } };
    },
    close() {},
  };
}
