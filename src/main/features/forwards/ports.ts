// What the forwards feature needs from outside.
import type { Duplex } from 'node:stream';
import type { HostId, ProjectId } from '../../../contract/ids.ts';

/** Connections into the network of one engine's machine. Each resolves when it is connected. */
export interface PortDialer {
  readonly hostName: string;
  /** By whatever way leads there. `name` is for messages. Throws FORWARD_REFUSED, FORWARD_UNREACHABLE, PROJECT_NOT_RUNNING, ENGINE_LOST. */
  dialContainer(
    container: { readonly id: string; readonly name: string },
    port: number,
    signal: AbortSignal,
  ): Promise<Duplex>;
  /** As the host sees the address. Throws FORWARD_REFUSED, FORWARD_UNREACHABLE. */
  dialHost(address: string, port: number, signal: AbortSignal): Promise<Duplex>;
}

export interface ForwardHosts {
  /** Throws NOT_FOUND or why there is no engine. */
  get(hostId: HostId): Promise<PortDialer>;
  /** Null: there is no such host. */
  find(hostId: HostId): { readonly name: string; readonly kind: 'local' | 'ssh' } | null;
}

export interface ForwardProjects {
  /** Null: there is no such project. */
  find(id: ProjectId): { readonly name: string } | null;
  /** Null: nothing was ever deployed. */
  serving(id: ProjectId): { readonly containerId: string; readonly hostId: HostId } | null;
}

export interface OpenPort {
  readonly port: number;
  counts(): PortCounts;
  /** Ends its connections as well. */
  close(): Promise<void>;
}

export interface PortCounts {
  readonly openConnections: number;
  readonly totalConnections: number;
  readonly failedConnections: number;
  /** From here to there, and back. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface OpenPortRequest {
  /** Exactly this one; null: `preferred` where it is free, else any. */
  readonly port: number | null;
  readonly preferred: number;
  /** For each visitor. One for whom it fails is turned away by a reset. */
  readonly connect: (signal: AbortSignal) => Promise<Duplex>;
  readonly onConnected: () => void;
  /** A connection could not be made, or was broken off from there. */
  readonly onFailure: (error: unknown) => void;
}

/** Ports of the loopback address of this machine. */
export interface LocalPorts {
  /** Throws LOCAL_PORT_TAKEN. */
  open(request: OpenPortRequest): Promise<OpenPort>;
}
