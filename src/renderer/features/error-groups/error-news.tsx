import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApi } from '../../api/api-context.tsx';
import type { ErrorNewsFeed } from '../../api/error-news.ts';
import { useAnnounce } from '../../ui/announcer.tsx';

/** Says at the foot of the window that an application has an error that nobody has seen before, or one that was resolved. */
export function ErrorNews({ feed }: { readonly feed: ErrorNewsFeed }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  useEffect(
    () =>
      feed.subscribe(({ projectId, groupId, isReopened, title, count }) => {
        const projects = cache.getQueryData(query.projects.list.queryKey());
        const one = cache.getQueryData(query.projects.get.queryKey({ input: { id: projectId } }));
        const name = one?.name ?? projects?.find(({ id }) => id === projectId)?.name ?? `Project ${projectId}`;
        const what = isReopened ? 'an error is back' : 'a new error';
        const others = count > 1 ? `, and ${count - 1} more` : '';
        announce(`${name}: ${what}${others}: ${title}`, {
          label: 'Show',
          href: `#/projects/${projectId}/errors${count === 1 ? `?error=${groupId}` : ''}`,
        });
      }),
    [feed, cache, query, announce],
  );
  return null;
}
