// What the router needs: for each feature an object with one method for each procedure of its contract, of the same name.
import type { Readable } from 'node:stream';
import type { AnyContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract';
import type { Caller } from '../../contract/caller.ts';
import type { Contract } from '../../contract/contract.ts';
import type { BackupId, DeploymentId, ProjectId } from '../../contract/ids.ts';
import type { LogKind } from '../../contract/logs.ts';
import type { DownloadOptions } from '../features/logs/service.ts';
import type { Files } from '../features/volumes/files-service.ts';
import type { MetricsRange } from '../../contract/metrics.ts';

/** A procedure without an input schema is called with `undefined`. */
type Input<P extends AnyContractProcedure> =
  unknown extends InferSchemaOutput<P['~orpc']['inputSchema'] & {}>
    ? undefined
    : InferSchemaOutput<P['~orpc']['inputSchema'] & {}>;
type Output<P extends AnyContractProcedure> = InferSchemaInput<P['~orpc']['outputSchema'] & {}>;

export type Method<P extends AnyContractProcedure> = (
  input: Input<P>,
  caller: Caller,
) => Output<P> | Promise<Output<P>>;

export type Services = {
  readonly [F in keyof Contract]: {
    readonly [P in keyof Contract[F]]: Contract[F][P] extends AnyContractProcedure ? Method<Contract[F][P]> : never;
  };
};

/** What crosses as a raw stream and not as a call. */
export interface RawServices {
  /** A log, or a part of it, as text or JSON lines, read while it is sent. Its first step throws NOT_FOUND, VALIDATION_FAILED, SEARCH_TOO_SLOW. */
  readonly downloadLog: (id: DeploymentId, kind: LogKind, options: DownloadOptions) => AsyncIterable<Uint8Array>;
  /** What a project used, as CSV. Throws NOT_FOUND. */
  readonly metricsCsv: (id: ProjectId, range: MetricsRange) => string;
  /** Bytes into volumes and out of them. */
  readonly files: Pick<Files, 'receive' | 'appendUpload' | 'openDownload' | 'openArchive'>;
  /** The archive of a backup; null when its file is gone. Throws NOT_FOUND, BACKUP_UNFINISHED. */
  readonly openBackup: (
    id: BackupId,
  ) => Promise<{ readonly name: string; readonly sizeBytes: number | null; readonly content: Readable } | null>;
  /** The archive of a report that was made; null when it is forgotten. */
  readonly openReport: (id: string) => { readonly name: string; readonly content: Readable } | null;
  /** A sealed copy of the installation; null when there is none of that name. */
  readonly openExport: (name: string) => Promise<{ readonly sizeBytes: number; readonly content: Readable } | null>;
}
