// Backups in a bucket of S3 or of whoever speaks its protocol. Written in parts while they are made: their size is not known before.
import type * as S3 from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { AppError } from '../../../contract/app-error.ts';
import type { PlaceFiles, S3Access } from '../../features/backups/ports.ts';

/** S3 takes at most 10,000 parts: with 16 MiB, files of 156 GiB. Two parts are in memory at a time. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

export function createS3Place(name: string, access: S3Access, secretAccessKey: string): PlaceFiles {
  const { endpoint, region, bucket, prefix, accessKeyId } = access;
  const keyOf = (file: string): string => (prefix === '' ? file : `${prefix.replace(/\/+$/, '')}/${file}`);

  /** The client is large, and most installations have no bucket: loaded when there is one. */
  async function withClient<T>(work: (client: S3.S3Client, s3: typeof S3) => Promise<T>): Promise<T> {
    const s3 = await import('@aws-sdk/client-s3');
    const config: S3.S3ClientConfig = {
      region,
      credentials: { accessKeyId, secretAccessKey },
      // Others than AWS have the bucket in the path.
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      maxAttempts: 3,
    };
    const client = new s3.S3Client(config);
    try {
      return await work(client, s3);
    } finally {
      client.destroy();
    }
  }

  async function write(file: string, content: Readable, signal: AbortSignal): Promise<number> {
    const { Upload } = await import('@aws-sdk/lib-storage');
    return withClient(async (client) => {
      let sent = 0;
      const upload = new Upload({
        client,
        params: { Bucket: bucket, Key: keyOf(file), Body: content, ContentType: 'application/gzip' },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      });
      upload.on('httpUploadProgress', ({ loaded = 0 }) => {
        sent = Math.max(sent, loaded);
      });
      const stop = (): void => void upload.abort();
      signal.addEventListener('abort', stop, { once: true });
      try {
        signal.throwIfAborted();
        await upload.done();
        return sent;
      } catch (error) {
        content.destroy();
        throw signal.aborted ? signal.reason : translate(error);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    });
  }

  async function read(file: string, signal?: AbortSignal): Promise<Readable | null> {
    const s3 = await import('@aws-sdk/client-s3');
    const client = new s3.S3Client({
      region,
      credentials: { accessKeyId, secretAccessKey },
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    });
    try {
      const { Body } = await client.send(
        new s3.GetObjectCommand({ Bucket: bucket, Key: keyOf(file) }),
        signal === undefined ? {} : { abortSignal: signal },
      );
      if (!(Body instanceof Readable)) {
        throw new Error('It answered without a body.');
      }
      Body.once('close', () => client.destroy());
      return Body;
    } catch (error) {
      client.destroy();
      if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) {
        return null;
      }
      throw signal?.aborted === true ? signal.reason : translate(error);
    }
  }

  const remove = (file: string): Promise<void> =>
    withClient(async (client, s3) => {
      await client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: keyOf(file) }));
    }).catch((error: unknown) => {
      throw translate(error);
    });

  /** What went wrong under way is the volume's matter when the source failed. */
  function translate(error: unknown): unknown {
    return error instanceof AppError
      ? error
      : new AppError('BACKUP_PLACE_UNUSABLE', { place: name, problem: problemOf(error) }, { cause: error });
  }

  return {
    write,
    read,
    remove,
    async check(signal = new AbortController().signal) {
      const file = `.minipaas-check-${process.pid}`;
      await write(file, Readable.from([Buffer.from('miniPaaS looks whether it may write here')]), signal);
      const found = await read(file, signal);
      found?.destroy();
      await remove(file);
      if (found === null) {
        throw translate(new Error('what was written could not be read again'));
      }
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  InvalidAccessKeyId: 'the access key is not known',
  SignatureDoesNotMatch: 'the secret key is not that of the access key',
  AccessDenied: 'the access key may not do this',
  ENOTFOUND: 'its address is not known',
  ECONNREFUSED: 'nothing answers at its address',
};

function problemOf(error: unknown): string {
  const { name = '', code = '', message = String(error) } = error as { name?: string; code?: string; message?: string };
  return reasons[name] ?? reasons[code] ?? message;
}
