/** Errors that are new, between the stream of events and whoever says so on the page. */
import type { AppEvent } from '../../contract/events.ts';

export type ErrorNewsEvent = Extract<AppEvent, { type: 'errorNews' }>;

export interface ErrorNewsFeed {
  readonly publish: (news: ErrorNewsEvent) => void;
  readonly subscribe: (listener: (news: ErrorNewsEvent) => void) => () => void;
}

export function createErrorNewsFeed(): ErrorNewsFeed {
  const listeners = new Set<(news: ErrorNewsEvent) => void>();
  return {
    publish(news) {
      for (const listener of [...listeners]) listener(news);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
