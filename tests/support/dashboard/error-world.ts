// Errors of the dashboard's world, as the contract says: made up, and decided on by whoever looks.
import { AppError } from '../../../src/contract/app-error.ts';
import type { ErrorGroup, ErrorGroupDetail, ErrorGroupStatus } from '../../../src/contract/error-groups.ts';
import type { AppEvent } from '../../../src/contract/events.ts';
import type { DeploymentId, ErrorGroupId, ProjectId } from '../../../src/contract/ids.ts';
import { ago } from './data.ts';

const minutesAgo = (minutes: number): string => ago(minutes * 60_000);
const shop = 1 as ProjectId;
const release = (id: number) => id as DeploymentId;

const typeError = [
  'TypeError: Cannot read properties of undefined (reading ‘total’)',
  '    at renderBasket (/app/src/basket.ts:42:17)',
  '    at async Server.<anonymous> (/app/src/server.ts:12:5)',
  '    at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)',
].join('\n');

function group(id: number, change: Partial<ErrorGroupDetail>): ErrorGroupDetail {
  const hours = change.hours ?? Array.from({ length: 24 }, (_, hour) => (hour * id * 7) % 11);
  return {
    id: id as ErrorGroupId,
    projectId: shop,
    language: 'javascript',
    type: 'Error',
    message: 'something failed',
    culprit: null,
    status: 'open',
    count: 1,
    firstSeenAt: minutesAgo(9_000),
    lastSeenAt: minutesAgo(id * 4),
    firstDeploymentId: release(41),
    lastDeploymentId: release(41),
    statusChangedAt: null,
    resolvedAfterDeploymentId: null,
    reopenedAt: null,
    reopenedIn: null,
    hours,
    days: Array.from({ length: 30 }, (_, day) => (day < 24 ? 0 : (day * id * 13) % 47)),
    releases: [{ deploymentId: release(41), count: 1, firstSeenAt: minutesAgo(9_000), lastSeenAt: minutesAgo(id * 4) }],
    samples: [
      { deploymentId: release(41), firstSeq: 500_000, lastSeq: 500_003, at: minutesAgo(id * 4), text: typeError },
      {
        deploymentId: release(41),
        firstSeq: 499_120,
        lastSeq: 499_120,
        at: minutesAgo(id * 9),
        text: 'Error: something failed',
      },
    ],
    ...change,
  };
}

export interface ErrorWorld {
  readonly groups: ErrorGroupDetail[];
  droppedCount: number;
  areNotificationsOn: boolean;
}

export function createErrorState(): ErrorWorld {
  return { groups: [], droppedCount: 0, areNotificationsOn: true };
}

/** Those of the first project. */
export function fillErrors(state: ErrorWorld): void {
  state.groups.push(
    group(1, {
      type: 'TypeError',
      message: 'Cannot read properties of undefined (reading ‘total’)',
      culprit: 'renderBasket (src/basket.ts)',
      count: 1_284,
      reopenedAt: minutesAgo(190),
      reopenedIn: release(41),
      releases: [
        { deploymentId: release(41), count: 84, firstSeenAt: minutesAgo(190), lastSeenAt: minutesAgo(4) },
        { deploymentId: release(36), count: 1_200, firstSeenAt: minutesAgo(9_000), lastSeenAt: minutesAgo(5_000) },
      ],
    }),
    group(2, {
      language: 'python',
      type: 'psycopg2.OperationalError',
      message: 'could not connect to server: Connection refused',
      culprit: 'index (shop/views.py)',
      count: 36,
    }),
    group(3, { language: 'other', type: '', message: 'mail to <customer> bounced: mailbox full', count: 7 }),
    group(4, {
      language: 'go',
      type: 'runtime error',
      message: 'invalid memory address or nil pointer dereference',
      culprit: 'shop.(*Api).Basket (api.go)',
      count: 3,
      status: 'resolved',
      statusChangedAt: minutesAgo(60),
    }),
    group(5, { type: 'AbortError', message: 'The operation was aborted', count: 88_120, status: 'ignored' }),
  );
}

export function errorServices(state: ErrorWorld, check: (call: string) => void, publish: (event: AppEvent) => void) {
  const find = (id: number): number => {
    const at = state.groups.findIndex((each) => each.id === id);
    if (at === -1) throw new AppError('NOT_FOUND', { what: `group of errors ${id}` });
    return at;
  };
  const get = (id: number): ErrorGroupDetail => state.groups[find(id)] ?? group(id, {});
  const become = (id: number, change: Partial<ErrorGroup>): ErrorGroup => {
    const changed = { ...get(id), ...change };
    state.groups[find(id)] = changed;
    publish({ type: 'errors', projectId: changed.projectId });
    return changed;
  };
  const counted = (projectId: ProjectId, status: ErrorGroupStatus): number =>
    state.groups.filter((each) => each.projectId === projectId && each.status === status).length;
  return {
    list({ id, status }: { readonly id: ProjectId; readonly status?: ErrorGroupStatus | undefined }) {
      check('errorGroups.list');
      return {
        groups: state.groups.filter((each) => each.projectId === id && (status ?? each.status) === each.status),
        counts: { open: counted(id, 'open'), resolved: counted(id, 'resolved'), ignored: counted(id, 'ignored') },
        droppedCount: state.droppedCount,
        areNotificationsOn: state.areNotificationsOn,
      };
    },
    get({ id }: { readonly id: ErrorGroupId }) {
      check('errorGroups.get');
      return get(id);
    },
    resolve({ id, inNextRelease }: { readonly id: ErrorGroupId; readonly inNextRelease: boolean }) {
      check('errorGroups.resolve');
      return become(id, {
        status: 'resolved',
        statusChangedAt: minutesAgo(0),
        resolvedAfterDeploymentId: inNextRelease ? release(52) : null,
        reopenedAt: null,
        reopenedIn: null,
      });
    },
    ignore: ({ id }: { readonly id: ErrorGroupId }) =>
      become(id, { status: 'ignored', statusChangedAt: minutesAgo(0) }),
    reopen: ({ id }: { readonly id: ErrorGroupId }) => become(id, { status: 'open', statusChangedAt: null }),
    setNotifications({ isOn }: { readonly id: ProjectId; readonly isOn: boolean }) {
      state.areNotificationsOn = isOn;
      publish({ type: 'errors', projectId: shop });
      return { isOn };
    },
  };
}
