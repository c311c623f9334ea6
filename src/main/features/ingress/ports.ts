// What the ingress feature needs from outside. Adapters implement these; app/ hands them over.
import type { AppEvent } from '../../../contract/events.ts';
import type { DomainCertificate, DomainDns } from '../../../contract/domains.ts';
import type { DeploymentId, DomainId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { IngressProgram, IngressSettings } from '../../../contract/ingress.ts';
import type { RouteTable } from './ports/routes.ts';

// ---- rows -------------------------------------------------------------------------------------

export interface IngressRow extends IngressSettings {
  readonly hostId: HostId;
  /** Null: nobody has decided. */
  readonly isWanted: boolean | null;
}

export interface IngressStore {
  /** The defaults where there is no row. */
  get(hostId: HostId): IngressRow;
  change(hostId: HostId, patch: Partial<Omit<IngressRow, 'hostId'>>): IngressRow;
}

export interface DomainRow {
  readonly id: DomainId;
  readonly projectId: ProjectId;
  /** Lower case, ASCII. */
  readonly hostName: string;
  /** Begins with a slash and ends without one, but for the root. */
  readonly pathPrefix: string;
  readonly stripPrefix: boolean;
  readonly redirectTo: string | null;
  /** The hash is bcrypt's. */
  readonly auth: { readonly user: string; readonly hash: string } | null;
  readonly tls: 'auto' | 'internal' | 'none';
  readonly dns: DomainDns | null;
  readonly certificate: DomainCertificate | null;
  /** When it was first seen to lead to its host: certificates are asked for from then on. */
  readonly verifiedAt: number | null;
  readonly checkedAt: number | null;
}

export type DomainPatch = Partial<Omit<DomainRow, 'id' | 'projectId'>>;

export interface DomainStore {
  list(projectId: ProjectId): readonly DomainRow[];
  listAll(): readonly DomainRow[];
  get(id: DomainId): DomainRow | null;
  /** Who has this name and path. */
  owner(hostName: string, pathPrefix: string): DomainRow | null;
  insert(domain: Omit<DomainRow, 'id'>, now: number): DomainRow;
  update(id: DomainId, patch: DomainPatch, now: number): DomainRow | null;
  remove(id: DomainId): void;
}

// ---- other features ---------------------------------------------------------------------------

export interface RoutedProject {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
  readonly subdomain: string;
  readonly hostId: HostId;
}

/** Without those that are on their way out. */
export interface ProjectReader {
  get(id: ProjectId): RoutedProject | null;
  list(): readonly RoutedProject[];
}

/** A release that may be routed to. */
export interface RouteTarget {
  readonly deploymentId: DeploymentId;
  readonly containerId: string;
  /** The application's own, inside its container. */
  readonly port: number;
}

export interface ReleaseReader {
  /** Of the project's current release while it is to serve; null without one, and while it is stopped. */
  targetOf(projectId: ProjectId): RouteTarget | null;
}

export interface HostReader {
  nameOf(id: HostId): string | null;
  kindOf(id: HostId): 'local' | 'ssh' | null;
  /** Throws why there is none. */
  engine(id: HostId): Promise<IngressEngine>;
}

// ---- engine -----------------------------------------------------------------------------------

export interface IngressContainer {
  readonly id: string;
  readonly isRunning: boolean;
  readonly exitCode: number | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly startedAt: number | null;
  /** Those that it is attached to, by name. */
  readonly networks: readonly string[];
}

/** What a program reads. `modifiedAt`: seconds since the epoch; now when left out. */
export interface IngressFile {
  /** Absolute, in the container. */
  readonly path: string;
  readonly text: string;
  readonly modifiedAt?: number;
}

export interface IngressContainerSpec {
  readonly name: string;
  readonly image: string;
  /** With the program. */
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  readonly ports: readonly { readonly container: number; readonly host: number; readonly address: string }[];
  /** Named volumes that outlive the container. */
  readonly volumes: readonly { readonly name: string; readonly path: string }[];
  /** There before it is started. */
  readonly files: readonly IngressFile[];
}

export interface IngressEngine {
  /** Where ports that are published on the host's loopback address are reached from here. */
  readonly address: string;
  /** Opens such a port here where it is not there by itself; resolves with its number here. */
  readonly openPort?: (port: number) => Promise<number>;
  find(labels: Readonly<Record<string, string>>): Promise<IngressContainer | null>;
  hasImage(reference: string): Promise<boolean>;
  /** Throws BASE_IMAGE_UNAVAILABLE, REGISTRY_UNREACHABLE, DISK_FULL, ENGINE_LOST. */
  pullImage(reference: string, signal: AbortSignal): Promise<void>;
  /** Makes network, volumes and container, and starts it. Throws PORT_TAKEN; then nothing is left but the volumes. */
  start(spec: IngressContainerSpec): Promise<string>;
  /** Gracefully. No error when it is gone. */
  remove(id: string): Promise<void>;
  putFiles(id: string, files: readonly IngressFile[]): Promise<void>;
  run(id: string, command: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Whether somebody in the container listens on this port; null where that cannot be seen. */
  isListening(id: string, port: number): Promise<boolean | null>;
  /** What it said last, oldest first. */
  lastLines(id: string, count: number): Promise<readonly string[]>;
}

// ---- programs ---------------------------------------------------------------------------------

/** Where new requests for a project go. */
export interface Pointer {
  readonly slug: string;
  /** Null: nowhere. */
  readonly target: RouteTarget | null;
}

export interface RequestCounts {
  /** By the slug of the project; answers of each class. */
  readonly counts: ReadonlyMap<string, Readonly<Record<RequestClass, number>>>;
  /** To be handed back the next time. */
  readonly state: string;
}

export type RequestClass = '2xx' | '3xx' | '4xx' | '5xx';

/** A program that routes requests. Everything here is pure but for what `run` and `putFiles` of the engine do with it. */
export interface IngressDriver {
  readonly program: IngressProgram;
  /** How long a pointer takes to be followed by every new request, ms. */
  readonly settleMs: number;
  command(table: RouteTable): readonly string[];
  /** What outlives the container. */
  readonly dataPath: string;
  /** Read anew by `reload`, or by itself where that is null. */
  configuration(table: RouteTable): readonly IngressFile[];
  readonly reload: readonly string[] | null;
  /** New requests go there; those under way stay where they are. Nothing is reloaded. */
  point(pointer: Pointer): readonly IngressFile[];
  /** Lists the files of pointers, one a line. */
  readonly listPointers: readonly string[];
  /** Those of them that these pointers do not need any more: of all projects, or of one. */
  stalePointers(listing: string, pointers: readonly Pointer[], slug?: string): readonly string[];
  /** Counts what was answered since `state`; null: from now on. */
  countCommand(state: string | null): readonly string[];
  readCounts(output: string, state: string | null): RequestCounts;
  /** Why the program could not get a certificate for this name, by its own log; null where it does not say. */
  certificateProblem(lines: readonly string[], hostName: string): string | null;
}

// ---- the world --------------------------------------------------------------------------------

export type DomainAnswer =
  /** The body, and where it sends to. */
  | { readonly text: string }
  /** `isUnroutable`: from here nobody could be asked there, as without IPv6. */
  | { readonly problem: string; readonly isUnroutable: boolean };

export interface DomainLookup {
  /** Empty where the name has no address. Throws where it cannot be asked. `isPublic`: what name servers say, and they alone. */
  addresses(hostName: string, from: { readonly isPublic: boolean }, signal: AbortSignal): Promise<readonly string[]>;
  /** What `http://NAME:PORT/PATH` answers at one of its addresses, redirects not followed. */
  ask(
    target: { readonly hostName: string; readonly address: string; readonly port: number; readonly path: string },
    signal: AbortSignal,
  ): Promise<DomainAnswer>;
  /** The certificate that is shown for the name. */
  certificate(
    target: { readonly hostName: string; readonly port: number; readonly address: string },
    signal: AbortSignal,
  ): Promise<
    { readonly issuer: string; readonly expiresAt: number; readonly isTrusted: boolean } | { readonly problem: string }
  >;
}

export interface PasswordHasher {
  /** bcrypt. */
  hash(password: string): Promise<string>;
}

export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface EventSink {
  publish(event: AppEvent): void;
}

export interface DiagnosticLog {
  info(message: string, context?: Readonly<Record<string, unknown>>): void;
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
}

/** Of the settings of the installation. */
export interface IngressDefaults {
  readonly driver: IngressSettings['driver'] & string;
  readonly images: Readonly<Record<IngressProgram, string>>;
}
