// The rendering service as a foreign client meets it: a process of its own, called over gRPC with
// messages that are made from the contract alone.
import grpc from '@grpc/grpc-js';
import { fromJson, fromBinary, toBinary, toJson } from '@bufbuild/protobuf';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { registry } from './contract.mjs';
import { source } from './suite.mjs';

const service = registry.getService('sennight.rendering.v1.RenderingService');

// Returns the sample digest in JSON, in Chinese or English.
export function sampleDigest(language) {
  return JSON.parse(readFileSync(
    join(source, `tests/golden/rendering/sample.${language}.json`), 'utf8'));
}

// What a publisher says beside the digest.
export const sampleOptions = {
  webUrl: 'https://sennight.example.org/cell-gene-therapy/2025-W50',
  feedUrl: 'https://sennight.example.org/cell-gene-therapy/feed',
  sender: 'digest@sennight.example.org',
  unsubscribeUrl: 'https://sennight.example.org/leave?token=a&b=c',
  unsubscribeEmail: 'leave@sennight.example.org',
  publication: {
    // 24 × 16 pixels of one colour.
    logo: 'iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAAGklEQVR42mPgzsujCmIYNWjUoFGDRg2iDAEAElpakCxCl2gAAAAASUVORK5CYII=',
    mastheadNote: '内部刊物 · For members',
    footerNote: '欢迎来信指正。Tell us what is wrong.',
    imprint: '示例出版社 Example Press',
    qrCaption: '扫码阅读 Scan to read',
  },
};

function addressIn(folder) {
  const file = join(folder, 'address');
  return new Promise((resolve) => {
    const look = () => {
      if (!existsSync(file)) return;
      const [address] = /^\S*:\d+/.exec(readFileSync(file, 'utf8')) ?? [];
      if (address === undefined) return;
      watcher.close();
      resolve(address);
    };
    const watcher = watch(folder, look);
    look();
  });
}

// Starts a rendering service. Resolves to {call, renderAll, stop}.
export async function startRenderer() {
  const folder = mkdtempSync(join(tmpdir(), 'channels-'));
  const child = spawn(join(process.env.SENNIGHT_BINARY_DIR, 'bin', 'sennight-rendering'),
    ['--listen-address=127.0.0.1:0', `--address-file=${join(folder, 'address')}`],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (part) => { log += part; });
  const ended = once(child, 'exit');
  const address = await Promise.race([addressIn(folder),
    ended.then(() => { throw new Error(`the rendering service did not start:\n${log}`); })]);
  const client = new grpc.Client(address, grpc.credentials.createInsecure(),
    { 'grpc.max_receive_message_length': 1 << 26 });

  // Calls a method by its name; resolves to its answers, in JSON.
  const call = (name, message) => new Promise((resolve, reject) => {
    const method = service.methods.find((one) => one.name === name);
    const write = (json) => Buffer.from(toBinary(method.input, json));
    const read = (bytes) => toJson(method.output, fromBinary(method.output, bytes), { registry });
    const path = `/${service.typeName}/${name}`;
    const request = fromJson(method.input, message, { registry });
    const options = { deadline: Date.now() + 60_000 };
    if (method.methodKind === 'unary') {
      client.makeUnaryRequest(path, write, read, request, new grpc.Metadata(), options,
        (error, answer) => (error ? reject(error) : resolve([answer])));
      return;
    }
    const answers = [];
    client.makeServerStreamRequest(path, write, read, request, new grpc.Metadata(), options)
      .on('data', (answer) => answers.push(answer)).on('error', reject)
      .on('end', () => resolve(answers));
  });

  // Renders a digest; resolves to its renditions by format, such as `web`, with `bytes` and `text`.
  const renderAll = async (digest, options = sampleOptions, formats = []) => {
    const renditions = {};
    for (const { format, rendition, error } of
      await call('RenderAll', { digest, options, formats })) {
      if (error) throw new Error(`${format}: ${error.message}`);
      const bytes = Buffer.from(rendition.content, 'base64');
      const name = format.replace('FORMAT_', '').toLowerCase();
      renditions[name] = { ...rendition, bytes, text: bytes.toString() };
    }
    return renditions;
  };
  return {
    address, call, renderAll,
    async stop() {
      client.close();
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

// Returns the HTML of a message as a mail program shows it.
export function htmlOf(mail) {
  const part = mail.lastIndexOf('Content-Type: text/html;');
  const begin = mail.indexOf('\r\n\r\n', part) + 4;
  return Buffer.from(mail.slice(begin, mail.indexOf('\r\n--', begin)), 'base64').toString();
}

// Returns a fragment for WeChat inside the smallest page.
export function pageAround(fragment, language = 'zh-CN') {
  return `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8">` +
    '<title>fragment</title><meta name="viewport" content="width=device-width"></head>' +
    `<body><main>${fragment}</main></body></html>`;
}
