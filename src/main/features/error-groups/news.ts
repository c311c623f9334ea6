// Tells of errors that are new or came back, at most once a minute of a project: a release that fails everywhere is one thing to know.
import type { AppEvent } from '../../../contract/events.ts';
import type { ErrorGroupId, ProjectId } from '../../../contract/ids.ts';
import type { ErrorClock } from './ports.ts';

export type ErrorNews = Extract<AppEvent, { type: 'errorNews' }>;

export interface NewsItem {
  readonly projectId: ProjectId;
  readonly groupId: ErrorGroupId;
  readonly isReopened: boolean;
  readonly title: string;
}

const PAUSE_MS = 60_000;

export function createErrorNews(deps: { readonly clock: ErrorClock; readonly publish: (event: ErrorNews) => void }) {
  const { clock, publish } = deps;
  const closing = new AbortController();
  /** What waits for its project's pause to be over. */
  const paused = new Map<ProjectId, NewsItem[]>();

  async function pause(id: ProjectId): Promise<void> {
    paused.set(id, []);
    for (;;) {
      const isOver = await clock.sleep(PAUSE_MS, closing.signal).then(
        () => true,
        () => false,
      );
      const items = paused.get(id) ?? [];
      if (!isOver || items.length === 0) {
        paused.delete(id);
        return;
      }
      paused.set(id, []);
      publish(newsOf(items));
    }
  }

  return {
    tell(items: readonly NewsItem[]): void {
      for (const [projectId, own] of Map.groupBy(items, (item) => item.projectId)) {
        const waiting = paused.get(projectId);
        if (waiting !== undefined) {
          waiting.push(...own);
          continue;
        }
        publish(newsOf(own));
        void pause(projectId);
      }
    },
    close: (): void => closing.abort(),
  };
}

function newsOf(items: readonly NewsItem[]): ErrorNews {
  const [first] = items;
  if (first === undefined) {
    throw new Error('News of nothing');
  }
  const { projectId, groupId, isReopened, title } = first;
  return { type: 'errorNews', projectId, groupId, isReopened, title, count: items.length };
}
