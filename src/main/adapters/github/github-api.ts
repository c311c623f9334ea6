// GitHub's REST API, as far as miniPaaS asks it: who is this, and which repositories may be deployed.
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import type { Repository } from '../../../contract/identity.ts';
import type { GithubApi } from '../../features/identity/ports.ts';
import { createGithubRequest } from './request.ts';

export interface GithubApiOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server. */
  readonly apiUrl: string;
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

const PAGE_SIZE = 30;
/** A search reads the whole list, at most this many pages of a hundred. */
const SEARCH_PAGES = 20;
/** A search typed letter by letter asks GitHub once. */
const SEARCH_CACHE_MS = 60_000;

const viewer = z.object({
  id: z.number().int(),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
});
const repositories = z.array(
  z.object({
    full_name: z.string(),
    description: z.string().nullish(),
    clone_url: z.string(),
    default_branch: z.string(),
    private: z.boolean(),
    language: z.string().nullish(),
    pushed_at: z.string().nullish(),
  }),
);

export function createGithubApi({ apiUrl, timeoutMs = 10_000, now = Date.now }: GithubApiOptions): GithubApi {
  const request = createGithubRequest({ apiUrl, timeoutMs });
  let searched: { readonly token: string; readonly until: number; readonly all: readonly Repository[] } | null = null;

  async function list(token: string, perPage: number, page: number, signal: AbortSignal | undefined) {
    const affiliation = 'owner,collaborator,organization_member';
    const path = `/user/repos?sort=pushed&affiliation=${affiliation}&per_page=${perPage}&page=${page}`;
    const { body, hasNext } = await request(path, token, signal);
    return { items: parse(repositories, body).map(toRepository), hasMore: hasNext };
  }

  /** GitHub's own search cannot be told "those I may read": it leaves out what one only collaborates on. */
  async function listAll(token: string, signal: AbortSignal | undefined): Promise<readonly Repository[]> {
    if (searched !== null && searched.token === token && searched.until > now()) {
      return searched.all;
    }
    const all: Repository[] = [];
    for (let page = 1; page <= SEARCH_PAGES; page += 1) {
      const { items, hasMore } = await list(token, 100, page, signal);
      all.push(...items);
      if (!hasMore) {
        break;
      }
    }
    searched = { token, until: now() + SEARCH_CACHE_MS, all };
    return all;
  }

  return {
    async viewer(token, signal) {
      const { body } = await request('/user', token, signal);
      const { id, login, name, avatar_url } = parse(viewer, body);
      return { id, login, name: name ?? null, avatarUrl: avatar_url ?? null };
    },
    async repositories(token, { query, page, signal }) {
      if (query === '') {
        return list(token, PAGE_SIZE, page, signal);
      }
      const words = query.toLowerCase().split(/\s+/);
      const found = (await listAll(token, signal)).filter((repository) => {
        const text = `${repository.fullName} ${repository.description ?? ''}`.toLowerCase();
        return words.every((word) => text.includes(word));
      });
      const end = page * PAGE_SIZE;
      return { items: found.slice(end - PAGE_SIZE, end), hasMore: found.length > end };
    },
  };
}

function toRepository(raw: z.infer<typeof repositories>[number]): Repository {
  return {
    fullName: raw.full_name,
    description: raw.description ?? null,
    cloneUrl: raw.clone_url,
    defaultBranch: raw.default_branch,
    isPrivate: raw.private,
    language: raw.language ?? null,
    pushedAt: raw.pushed_at == null ? null : new Date(raw.pushed_at).toISOString(),
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) {
    throw new AppError('GITHUB_FAILED', { problem: 'its answer has another shape' }, { cause: result.error });
  }
  return result.data;
}
