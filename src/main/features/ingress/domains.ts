// A project's own domains.
import { AppError } from '../../../contract/app-error.ts';
import type { CreateDomainInput, Domain, UpdateDomainInput } from '../../../contract/domains.ts';
import type { DomainId, HostId, ProjectId } from '../../../contract/ids.ts';
import { domainUrl } from './addresses.ts';
import { checkCertificate, type CheckDeps, type CheckedHost, checkDns } from './domain-check.ts';
import { checkHostName, checkPathPrefix, checkRedirect } from './domain-input.ts';
import type {
  DiagnosticLog,
  DomainPatch,
  DomainRow,
  DomainStore,
  EventSink,
  HostReader,
  IngressStore,
  PasswordHasher,
  ProjectReader,
  RoutedProject,
} from './ports.ts';
import type { IngressService } from './service.ts';

export interface DomainsDeps extends CheckDeps {
  readonly domains: DomainStore;
  readonly store: Pick<IngressStore, 'get'>;
  readonly projects: ProjectReader;
  readonly hosts: Pick<HostReader, 'nameOf'>;
  readonly ingress: Pick<IngressService, 'wanted' | 'routesChanged' | 'running'>;
  readonly hasher: PasswordHasher;
  /** As the programs answer it. */
  readonly proof: CheckedHost['proof'];
  readonly clock: CheckDeps['clock'] & { sleep(ms: number, signal?: AbortSignal): Promise<void> };
  readonly events: EventSink;
  readonly diagnostics: DiagnosticLog;
}

/** A name server's answer is kept for a while by everybody who has asked: looking more often finds nothing new. */
const AGAIN_MS = 60_000;

interface ById {
  readonly id: DomainId;
}

export function createDomains(deps: DomainsDeps) {
  const { domains, store, projects, hosts, ingress, hasher, proof, clock, events, diagnostics } = deps;
  const closing = new AbortController();

  function projectOf(id: ProjectId): RoutedProject {
    const project = projects.get(id);
    if (project === null) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
    return project;
  }

  function existing(id: DomainId): DomainRow {
    const row = domains.get(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `domain ${id}` });
    }
    return row;
  }

  function view(row: DomainRow): Domain {
    const { id, projectId, hostName, pathPrefix, stripPrefix, redirectTo, auth, tls, checkedAt } = row;
    return {
      id,
      projectId,
      hostName,
      pathPrefix,
      stripPrefix,
      redirectTo,
      authUser: auth?.user ?? null,
      tls,
      url: domainUrl(row, store.get(projectOf(projectId).hostId)),
      dns: row.dns ?? { status: 'unchecked', addresses: [], problem: null },
      certificate: row.certificate ?? {
        status: tls === 'none' ? 'none' : 'waiting',
        issuer: null,
        expiresAt: null,
        problem: null,
      },
      checkedAt: checkedAt === null ? null : new Date(checkedAt).toISOString(),
    };
  }

  function assertFree(hostName: string, pathPrefix: string, self: DomainId | null): void {
    const owner = domains.owner(hostName, pathPrefix);
    if (owner !== null && owner.id !== self) {
      const domain = pathPrefix === '/' ? hostName : `${hostName}${pathPrefix}`;
      const project = projects.get(owner.projectId)?.name ?? 'another one';
      throw new AppError('DOMAIN_TAKEN', { domain, project }, { field: 'hostName' });
    }
  }

  const hashed = async (auth: { readonly user: string; readonly password: string } | null) =>
    auth === null ? null : { user: auth.user, hash: await hasher.hash(auth.password) };

  function tell(projectId: ProjectId): void {
    events.publish({ type: 'domains', projectId });
    events.publish({ type: 'project', projectId });
  }

  const update = (row: DomainRow, patch: DomainPatch): DomainRow => domains.update(row.id, patch, clock.now()) ?? row;

  const looks = new Map<DomainId, Promise<void>>();

  /** One after the other: what an older look found is never written over what a newer one did. */
  function check(id: DomainId): Promise<DomainRow> {
    const looked = (looks.get(id) ?? Promise.resolve()).then(() => look(existing(id)));
    const ended = looked
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        if (looks.get(id) === ended) {
          looks.delete(id);
        }
      });
    looks.set(id, ended);
    return looked;
  }

  async function look(row: DomainRow): Promise<DomainRow> {
    const project = projectOf(row.projectId);
    const host = {
      name: hosts.nameOf(project.hostId) ?? 'the host',
      ingress: ingress.running(project.hostId),
      proof,
    };
    const dns = await checkDns(deps, row, host);
    const now = existing(row.id);
    if (now.hostName !== row.hostName) {
      // Where the former name leads says nothing of this one, which is looked at next.
      return now;
    }
    const verifiedAt = row.verifiedAt ?? (dns.status === 'here' ? clock.now() : null);
    const verified = update(row, { dns, verifiedAt });
    if (row.verifiedAt === null && verifiedAt !== null) {
      await ingress.routesChanged(project.hostId);
    }
    const certificate = await checkCertificate(deps, verified, dns, host).catch((error: unknown) => {
      diagnostics.warn('A certificate could not be looked at', { domain: row.hostName, error });
      return row.certificate;
    });
    const checked = update(verified, { certificate, checkedAt: clock.now() });
    tell(row.projectId);
    return checked;
  }

  /** Never throws. */
  function checkLater(id: DomainId): void {
    check(id).catch((error: unknown) => {
      // One that was removed meanwhile needs no look.
      if (!closing.signal.aborted && domains.get(id) !== null) {
        diagnostics.warn('A domain could not be checked', { id, error });
      }
    });
  }

  /** Those that do not lead here yet, and those whose certificate is still to come. */
  function isUnsettled({ tls, verifiedAt, certificate }: DomainRow): boolean {
    return tls === 'auto' && (verifiedAt === null || certificate?.status !== 'valid');
  }

  return {
    list: ({ id }: { readonly id: ProjectId }): Domain[] => domains.list(projectOf(id).id).map(view),

    async create(input: CreateDomainInput): Promise<Domain> {
      const project = projectOf(input.id);
      const hostName = checkHostName(input.hostName);
      const pathPrefix = checkPathPrefix(input.pathPrefix ?? '/');
      assertFree(hostName, pathPrefix, null);
      const row = domains.insert(
        {
          projectId: project.id,
          hostName,
          pathPrefix,
          stripPrefix: input.stripPrefix ?? false,
          redirectTo: checkRedirect(input.redirectTo ?? null, hostName),
          auth: await hashed(input.auth ?? null),
          tls: input.tls ?? 'auto',
          dns: null,
          certificate: null,
          verifiedAt: null,
          checkedAt: null,
        },
        clock.now(),
      );
      tell(project.id);
      // What has to be installed first takes a while; what runs takes the route at once.
      const routed = ingress.wanted(project.hostId).then(() => checkLater(row.id));
      if (ingress.running(project.hostId) !== null) {
        await routed;
      }
      return view(row);
    },

    async update(input: UpdateDomainInput): Promise<Domain> {
      const row = existing(input.id);
      const project = projectOf(row.projectId);
      const hostName = input.hostName === undefined ? row.hostName : checkHostName(input.hostName);
      const pathPrefix = input.pathPrefix === undefined ? row.pathPrefix : checkPathPrefix(input.pathPrefix);
      assertFree(hostName, pathPrefix, row.id);
      const isOther = hostName !== row.hostName;
      const changed = update(row, {
        hostName,
        pathPrefix,
        stripPrefix: input.stripPrefix ?? row.stripPrefix,
        redirectTo: checkRedirect(input.redirectTo === undefined ? row.redirectTo : input.redirectTo, hostName),
        auth: input.auth === undefined ? row.auth : await hashed(input.auth),
        tls: input.tls ?? row.tls,
        certificate: null,
        ...(isOther ? { dns: null, verifiedAt: null } : {}),
      });
      await ingress.routesChanged(project.hostId);
      tell(project.id);
      checkLater(row.id);
      return view(changed);
    },

    async remove({ id }: ById): Promise<ById> {
      const row = existing(id);
      domains.remove(id);
      await ingress.routesChanged(projectOf(row.projectId).hostId);
      tell(row.projectId);
      return { id };
    },

    check: async ({ id }: ById): Promise<Domain> => view(await check(existing(id).id)),

    /** Of the host's projects: its ingress may have come or gone. Never throws. */
    checkAll(hostId: HostId): void {
      for (const row of domains.listAll()) {
        if (projects.get(row.projectId)?.hostId === hostId) {
          checkLater(row.id);
        }
      }
    },
    /** Looks again at what is not settled yet, until `stop`. */
    start(): void {
      void (async () => {
        for (;;) {
          await clock.sleep(AGAIN_MS, closing.signal);
          for (const row of domains.listAll().filter(isUnsettled)) {
            checkLater(row.id);
          }
        }
      })().catch(() => undefined);
    },
    stop: (): void => closing.abort(),
  };
}
