// What is known of a host's ingress at this moment.
import type { ErrorBody } from '../../../contract/errors.ts';
import type { IngressContainer, IngressDriver, IngressEngine } from './ports.ts';

export type IngressState =
  | { readonly status: 'off' | 'unknown' }
  | { readonly status: 'installing'; readonly driver: IngressDriver; readonly image: string }
  | {
      readonly status: 'running';
      readonly driver: IngressDriver;
      readonly image: string;
      readonly note: string | null;
      readonly engine: IngressEngine;
      readonly container: Pick<IngressContainer, 'id'>;
      /** Where the control plane's machine reaches names of `.localhost`. */
      readonly localPort: number;
      readonly isPublic: boolean;
      readonly httpsPort: number;
      readonly httpPort: number;
      /** Of the table that it routes by. */
      readonly digest: string;
    }
  | { readonly status: 'unavailable'; readonly error: ErrorBody };

export type RunningIngress = Extract<IngressState, { status: 'running' }>;
