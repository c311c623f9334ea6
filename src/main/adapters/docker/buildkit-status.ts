// Reads BuildKit's progress messages: `moby.buildkit.v1.StatusResponse`, as base64 in the engine's answer.
//
// Read field by field from the wire, with the numbers of BuildKit's control.proto (the copy in dockerode is what the test compares
// with), so that no schema file must be found at run time and no code is generated.
import type { Reader } from 'protobufjs/minimal.js';

export interface BuildVertex {
  readonly digest: string;
  readonly name: string;
  readonly isCached: boolean;
  readonly hasStarted: boolean;
  readonly hasCompleted: boolean;
  /** Empty: none. */
  readonly error: string;
}

/** Progress of a part of a vertex, such as a layer that is pulled. */
export interface BuildPart {
  readonly id: string;
  readonly name: string;
  readonly current: number;
  readonly total: number;
  readonly hasCompleted: boolean;
}

export interface BuildOutput {
  readonly vertex: string;
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

export interface BuildStatus {
  readonly vertexes: readonly BuildVertex[];
  readonly parts: readonly BuildPart[];
  readonly outputs: readonly BuildOutput[];
  readonly warnings: readonly string[];
}

export type DecodeBuildStatus = (base64: string) => BuildStatus;

const STDERR = 2;

/** protobufjs is loaded with the first build, not at start. */
export async function loadBuildStatusDecoder(): Promise<DecodeBuildStatus> {
  const { default: protobuf } = await import('protobufjs/minimal.js');
  return (base64) => {
    const vertexes: BuildVertex[] = [];
    const parts: BuildPart[] = [];
    const outputs: BuildOutput[] = [];
    const warnings: string[] = [];
    const reader = protobuf.Reader.create(Buffer.from(base64, 'base64'));
    readFields(reader, reader.len, {
      1: () => vertexes.push(readVertex(reader)),
      2: () => parts.push(readPart(reader)),
      3: () => outputs.push(readOutput(reader)),
      4: () => warnings.push(readWarning(reader)),
    });
    return { vertexes, parts, outputs, warnings };
  };
}

function readVertex(reader: Reader): BuildVertex {
  const vertex = { digest: '', name: '', isCached: false, hasStarted: false, hasCompleted: false, error: '' };
  readMessage(reader, {
    1: () => (vertex.digest = reader.string()),
    3: () => (vertex.name = reader.string()),
    4: () => (vertex.isCached = reader.bool()),
    5: () => (vertex.hasStarted = skipMessage(reader)),
    6: () => (vertex.hasCompleted = skipMessage(reader)),
    7: () => (vertex.error = reader.string()),
  });
  return vertex;
}

function readPart(reader: Reader): BuildPart {
  const part = { id: '', name: '', current: 0, total: 0, hasCompleted: false };
  readMessage(reader, {
    1: () => (part.id = reader.string()),
    3: () => (part.name = reader.string()),
    4: () => (part.current = Number(reader.int64())),
    5: () => (part.total = Number(reader.int64())),
    8: () => (part.hasCompleted = skipMessage(reader)),
  });
  return part;
}

function readOutput(reader: Reader): BuildOutput {
  const output = { vertex: '', stream: 'stdout' as 'stdout' | 'stderr', bytes: Buffer.alloc(0) };
  readMessage(reader, {
    1: () => (output.vertex = reader.string()),
    3: () => (output.stream = Number(reader.int64()) === STDERR ? 'stderr' : 'stdout'),
    4: () => (output.bytes = Buffer.from(reader.bytes())),
  });
  return output;
}

function readWarning(reader: Reader): string {
  let text = '';
  readMessage(reader, { 3: () => (text = Buffer.from(reader.bytes()).toString('utf8')) });
  return text;
}

type FieldReaders = Readonly<Record<number, () => unknown>>;

function readMessage(reader: Reader, fields: FieldReaders): void {
  const length = reader.uint32();
  readFields(reader, reader.pos + length, fields);
}

function readFields(reader: Reader, end: number, fields: FieldReaders): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const read = fields[tag >>> 3];
    if (read === undefined) {
      reader.skipType(tag & 7);
    } else {
      read();
    }
  }
}

/** A time whose being there is all that matters. */
function skipMessage(reader: Reader): true {
  reader.skip(reader.uint32());
  return true;
}
