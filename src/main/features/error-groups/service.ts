// Errors of applications, grouped: fed from the runtime logs, looked at and decided on by people.
import { AppError } from '../../../contract/app-error.ts';
import type { ErrorGroup, ErrorGroupDetail, ErrorGroupList, ErrorGroupStatus } from '../../../contract/error-groups.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { DeploymentId, ErrorGroupId, ProjectId } from '../../../contract/ids.ts';
import { createErrorCollector } from './collector.ts';
import { createErrorNews } from './news.ts';
import type { ErrorClock, ErrorDiagnostics, ErrorGroupStore, Occurrences } from './ports.ts';

export interface ErrorGroupsDeps {
  readonly store: ErrorGroupStore;
  readonly clock: ErrorClock;
  readonly diagnostics: ErrorDiagnostics;
  /** Null: there is no such deployment. */
  readonly projectOf: (id: DeploymentId) => ProjectId | null;
  readonly hasProject: (id: ProjectId) => boolean;
  /** Null: it has none. */
  readonly newestDeployment: (id: ProjectId) => DeploymentId | null;
  readonly publish: (event: AppEvent) => void;
}

export type ErrorGroups = ReturnType<typeof createErrorGroups>;

export function createErrorGroups(deps: ErrorGroupsDeps) {
  const { store, clock, diagnostics, projectOf, hasProject, newestDeployment, publish } = deps;
  const news = createErrorNews({ clock, publish });
  const collector = createErrorCollector({ clock, diagnostics, projectOf, save });

  function save(found: readonly Occurrences[]): void {
    // A project may have gone while its errors waited to be written.
    const all = found.filter(({ projectId }) => hasProject(projectId));
    const recorded = store.record(all, clock.now());
    for (const projectId of new Set(all.map((each) => each.projectId))) {
      publish({ type: 'errors', projectId });
    }
    news.tell(
      recorded.flatMap((outcome, index) => {
        const each = all[index];
        const isNews = outcome.kind === 'new' || outcome.kind === 'reopened';
        if (each === undefined || !isNews || !store.areNotificationsOn(each.projectId)) {
          return [];
        }
        const { projectId, type, message } = each;
        const title = [type, message].filter((text) => text !== '').join(': ');
        return [
          { projectId, groupId: outcome.id, isReopened: outcome.kind === 'reopened', title: title.slice(0, 200) },
        ];
      }),
    );
  }

  function existing(id: ProjectId): ProjectId {
    if (!hasProject(id)) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
    return id;
  }

  function get({ id }: { readonly id: ErrorGroupId }): ErrorGroupDetail {
    const group = store.get(id, clock.now());
    if (group === null) {
      throw new AppError('NOT_FOUND', { what: `group of errors ${id}` });
    }
    return group;
  }

  function become(id: ErrorGroupId, status: ErrorGroupStatus, isWithNextRelease = false): ErrorGroup {
    const { projectId } = get({ id });
    store.setStatus(id, status, clock.now(), isWithNextRelease ? newestDeployment(projectId) : null);
    publish({ type: 'errors', projectId });
    const { days: _days, releases: _releases, samples: _samples, ...group } = get({ id });
    return group;
  }

  return {
    list({ id, status }: { readonly id: ProjectId; readonly status?: ErrorGroupStatus | undefined }): ErrorGroupList {
      return {
        groups: [...store.list(existing(id), status ?? null, clock.now())],
        counts: store.counts(id),
        droppedCount: store.droppedCount(id),
        areNotificationsOn: store.areNotificationsOn(id),
      };
    },
    get,
    resolve: (input: { readonly id: ErrorGroupId; readonly inNextRelease: boolean }): ErrorGroup =>
      become(input.id, 'resolved', input.inNextRelease),
    ignore: ({ id }: { readonly id: ErrorGroupId }): ErrorGroup => become(id, 'ignored'),
    reopen: ({ id }: { readonly id: ErrorGroupId }): ErrorGroup => become(id, 'open'),
    setNotifications({ id, isOn }: { readonly id: ProjectId; readonly isOn: boolean }): { isOn: boolean } {
      store.setNotifications(existing(id), isOn);
      publish({ type: 'errors', projectId: id });
      return { isOn };
    },

    /** Runtime lines as they are stored. */
    observe: collector.observe,
    removeOld: store.removeOld,
    async close(): Promise<void> {
      await collector.close();
      news.close();
    },
  };
}
