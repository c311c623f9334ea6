import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import styles from './repository-picker.module.css';

interface RepositoryPickerProps {
  readonly onPick: (cloneUrl: string, branch: string) => void;
}

/** The GitHub repositories of whoever is logged in, or what is missing to see them. */
export function RepositoryPicker({ onPick }: RepositoryPickerProps) {
  const { query } = useApi();
  const session = useQuery(query.identity.session.queryOptions());
  return (
    <Loaded query={session} what="your session">
      {({ isGithubConnected, isGithubConfigured, shell }) => {
        if (isGithubConnected) return <Repositories onPick={onPick} />;
        return isGithubConfigured ? <Connect shell={shell} /> : <NotConfigured />;
      }}
    </Loaded>
  );
}

function Connect({ shell }: { readonly shell: 'desktop' | 'browser' }) {
  return (
    <Notice
      tone="warn"
      title="You are not logged in with GitHub."
      actions={
        shell === 'browser' && (
          <a href="/auth/github" className={buttonClass()}>
            Log in with GitHub
          </a>
        )
      }
    >
      <p>Log in to list your repositories, or paste the address of one below.</p>
    </Notice>
  );
}

function NotConfigured() {
  return (
    <Notice tone="warn" title="No GitHub application is configured.">
      <p>
        Paste a repository’s address below; that works without one. To list yours, set MINIPAAS_GITHUB_CLIENT_ID and
        MINIPAAS_GITHUB_CLIENT_SECRET, see docs/github-login.md.
      </p>
    </Notice>
  );
}

function Repositories({ onPick }: RepositoryPickerProps) {
  const { query } = useApi();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const list = useInfiniteQuery(
    query.identity.repositories.infiniteOptions({
      input: (page: number) => ({ query: wanted, page }),
      initialPageParam: 1,
      getNextPageParam: (last, _all, page) => (last.hasMore ? page + 1 : undefined),
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <div className={styles.picker}>
      <SearchField label="Search your repositories" value={search} onChange={setSearch} />
      <Loaded query={list} what="your repositories">
        {({ pages }) => (
          <ul className={styles.list} aria-label="Your repositories">
            {pages.flatMap(({ items }) =>
              items.map(({ fullName, description, cloneUrl, defaultBranch, isPrivate, language, pushedAt }) => (
                <li key={fullName} className={styles.row}>
                  <div className={styles.text}>
                    <strong>{fullName}</strong>
                    {isPrivate && <span className={styles.tag}>private</span>}
                    <p className={styles.soft}>
                      {[language, description].filter(Boolean).join(' · ')}
                      {pushedAt !== null && (
                        <>
                          {' '}
                          · pushed <RelativeTime at={pushedAt} />
                        </>
                      )}
                    </p>
                  </div>
                  <Button isSmall aria-label={`Use ${fullName}`} onClick={() => onPick(cloneUrl, defaultBranch)}>
                    Use
                  </Button>
                </li>
              )),
            )}
            {pages[0]?.items.length === 0 && <li className={styles.row}>No repository matches “{wanted}”.</li>}
            {list.hasNextPage && (
              <li className={styles.row}>
                <Button isSmall busy={list.isFetchingNextPage && 'Reading…'} onClick={() => void list.fetchNextPage()}>
                  Show more
                </Button>
              </li>
            )}
          </ul>
        )}
      </Loaded>
    </div>
  );
}
