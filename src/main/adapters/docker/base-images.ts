// A base image made of what this machine has, for machines that reach no registry: a demonstration, a test, a plane.
import { stat } from 'node:fs/promises';
import { AppError } from '../../../contract/app-error.ts';
import { formatBytes } from '../../../contract/bytes.ts';
import {
  busyboxParts,
  findProgram,
  type ImagePart,
  programParts,
  shellParts,
  systemParts,
} from './base-image-parts.ts';
import { packParts } from './base-image-tar.ts';
import type { ImageImport } from './image-import.ts';

/** On every image made here; its value changes with what is in them. Images built on them inherit it. */
export const BASE_IMAGE_LABEL = { name: 'minipaas.base-image', value: '1' } as const;

export interface BaseImageRequest {
  /** `node:local` */
  readonly name: string;
  readonly kind: 'busybox' | 'node';
  readonly labels?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onLine: (text: string) => void;
}

export interface ImageImports {
  importImage(request: ImageImport): Promise<void>;
}

/** Throws BASE_IMAGE_UNAVAILABLE when this machine has not what it takes; an abort throws the signal's reason. */
export async function makeBaseImageFromMachine(engine: ImageImports, request: BaseImageRequest): Promise<void> {
  const { name, kind, labels = {}, signal, onLine } = request;
  if (process.platform !== 'linux') {
    throw unavailable(name, 'a base image can be made of this machine’s own programs only on Linux');
  }
  onLine(`Making the base image ${name} of what this machine has.`);
  const changes = [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...(kind === 'node' ? ['WORKDIR /app', 'CMD ["node"]'] : ['CMD ["sh"]']),
    ...Object.entries({ ...labels, [BASE_IMAGE_LABEL.name]: BASE_IMAGE_LABEL.value }).map(
      ([key, value]) => `LABEL ${JSON.stringify(key)}=${JSON.stringify(value)}`,
    ),
  ];
  try {
    const files = packParts(await findParts(request), signal);
    await engine.importImage({ reference: name, files, changes, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  onLine(`Made ${name}.`);
}

async function findParts(request: BaseImageRequest): Promise<readonly ImagePart[]> {
  request.signal.throwIfAborted();
  const nodes = request.kind === 'node' ? await nodeParts(request) : [];
  return [...systemParts(), ...nodes, ...(await toolParts(request))];
}

async function nodeParts({ name, signal, onLine }: BaseImageRequest): Promise<readonly ImagePart[]> {
  // Under Electron this process is no `node`.
  const source = process.versions['electron'] === undefined ? process.execPath : await findProgram('node');
  if (source === null) {
    throw unavailable(name, 'this machine has no node');
  }
  const parts = await programParts(source, '/usr/local/bin/node', signal);
  onLine(`Node.js from ${source} (${formatBytes((await stat(source)).size)}), with ${parts.length - 1} libraries.`);
  return parts;
}

async function toolParts({ name, kind, signal, onLine }: BaseImageRequest): Promise<readonly ImagePart[]> {
  const busybox = await busyboxParts(signal);
  if (busybox !== null) {
    onLine('Shell and tools from busybox.');
    return busybox;
  }
  if (kind === 'busybox') {
    throw unavailable(name, 'this machine has no busybox (Debian and Ubuntu: apt-get install busybox-static)');
  }
  onLine('Shell and a few tools of this machine, since it has no busybox.');
  return shellParts(signal);
}

function unavailable(image: string, problem: string): AppError {
  return new AppError('BASE_IMAGE_UNAVAILABLE', { image, problem });
}
