// Compares our reading of BuildKit's messages with the schema that dockerode ships.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DecodeBuildStatus, loadBuildStatusDecoder } from './buildkit-status.ts';

const schemaFile = fileURLToPath(
  new URL('../../../../node_modules/dockerode/lib/proto/buildkit_status.proto', import.meta.url),
);
const schema = protobuf.loadSync(schemaFile).lookupType('moby.buildkit.v1.StatusResponse');
const encode = (message: object): string =>
  Buffer.from(schema.encode(schema.fromObject(message)).finish()).toString('base64');

describe('a message of BuildKit', () => {
  let decode: DecodeBuildStatus;
  beforeAll(async () => {
    decode = await loadBuildStatusDecoder();
  });

  it('is read as its schema says', () => {
    const time = { seconds: 1_795_365_720, nanos: 5 };
    const message = {
      vertexes: [
        {
          digest: 'sha256:1',
          inputs: ['sha256:0'],
          name: '[1/2] FROM node',
          cached: true,
          started: time,
          completed: time,
        },
        { digest: 'sha256:2', name: '[2/2] RUN x', started: time, error: 'exit code: 1', progressGroup: { id: 'g' } },
      ],
      statuses: [
        {
          ID: 'layer',
          vertex: 'sha256:1',
          name: 'downloading',
          current: 5_000_000_000,
          total: 9_000_000_000,
          timestamp: time,
          started: time,
        },
        { ID: 'layer', vertex: 'sha256:1', name: 'extracting', completed: time },
      ],
      logs: [
        { vertex: 'sha256:2', timestamp: time, stream: 1, msg: Buffer.from('out €\n') },
        { vertex: 'sha256:2', timestamp: time, stream: 2, msg: Buffer.from([0xff, 0x0a]) },
      ],
      warnings: [
        {
          vertex: 'sha256:2',
          level: 1,
          short: Buffer.from('lower case'),
          detail: [Buffer.from('x')],
          url: 'u',
          info: { filename: 'Dockerfile' },
        },
      ],
    };
    expect(decode(encode(message))).toEqual({
      vertexes: [
        {
          digest: 'sha256:1',
          name: '[1/2] FROM node',
          isCached: true,
          hasStarted: true,
          hasCompleted: true,
          error: '',
        },
        {
          digest: 'sha256:2',
          name: '[2/2] RUN x',
          isCached: false,
          hasStarted: true,
          hasCompleted: false,
          error: 'exit code: 1',
        },
      ],
      parts: [
        { id: 'layer', name: 'downloading', current: 5_000_000_000, total: 9_000_000_000, hasCompleted: false },
        { id: 'layer', name: 'extracting', current: 0, total: 0, hasCompleted: true },
      ],
      outputs: [
        { vertex: 'sha256:2', stream: 'stdout', bytes: Buffer.from('out €\n') },
        { vertex: 'sha256:2', stream: 'stderr', bytes: Buffer.from([0xff, 0x0a]) },
      ],
      warnings: ['lower case'],
    });
  });

  it('may be empty', () => {
    expect(decode('')).toEqual({ vertexes: [], parts: [], outputs: [], warnings: [] });
  });
});
