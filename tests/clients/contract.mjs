// The contract as buf reads it from protos/: every public method, and the types of error details.
import { fromBinary, createFileRegistry, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { source } from './suite.mjs';

export const buf = fileURLToPath(new URL('node_modules/.bin/buf', import.meta.url));

const image = spawnSync(buf, ['build', '--as-file-descriptor-set', '-o', '-'],
  { cwd: join(source, 'protos'), maxBuffer: 1 << 26 });
if (image.status !== 0) throw new Error(`buf build: ${image.stderr}`);
export const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image.stdout));

const servicesOf = (wanted) => [...registry].filter((type) => type.kind === 'service' &&
  wanted(type.typeName));
const methodsOf = (services) => services.flatMap((service) => service.methods.map((method) => ({
  name: `${service.typeName}/${method.name}`, service, method,
  streams: method.methodKind !== 'unary',
})));

// What clients reach at the gateway: its own services, and the event store's, passed through.
export const methods = methodsOf(servicesOf((name) => name.startsWith('sennight.gateway.') ||
  name === 'sennight.eventstore.v1.EventStoreService'));

// What the gateway does not pass through, for those who run the service by itself.
export const summarizationMethods = methodsOf(servicesOf((name) =>
  name.startsWith('sennight.summarization.')));

// Returns a detail of an error as {type, value}, the value in JSON.
export function readDetail(type, bytes) {
  const message = registry.getMessage(type);
  if (message === undefined) throw new Error(`a detail of a type that the contract lacks: ${type}`);
  return { type, value: toJson(message, fromBinary(message, bytes), { registry }) };
}
