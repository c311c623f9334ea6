// One GET to GitHub: with a time limit, and with every way it can fail turned into an error of the table.
import { AppError } from '../../../contract/app-error.ts';

export interface GithubAnswer {
  readonly body: unknown;
  /** GitHub says that a further page follows. */
  readonly hasNext: boolean;
}

export type GithubRequest = (path: string, token: string, signal?: AbortSignal) => Promise<GithubAnswer>;

interface RequestOptions {
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** Throws GITHUB_NOT_CONNECTED for a token that GitHub refuses, else GITHUB_FAILED; an abort throws the signal's reason. */
export function createGithubRequest({ apiUrl, timeoutMs }: RequestOptions): GithubRequest {
  const base = apiUrl.replace(/\/+$/, '');

  return async (path, token, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${base}${path}`, {
        headers: {
          Accept: 'application/vnd.github+json',
          Authorization: `Bearer ${token}`,
          'User-Agent': 'miniPaaS',
          'X-GitHub-Api-Version': '2022-11-28',
        },
        // The token must not follow a redirect to another server.
        redirect: 'error',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw refusal(response);
      }
      return { body: await response.json(), hasNext: /;\s*rel="next"/.test(response.headers.get('link') ?? '') };
    } catch (error) {
      if (error instanceof AppError) {
        throw error;
      }
      signal?.throwIfAborted();
      const problem = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : networkProblem(error);
      throw new AppError('GITHUB_FAILED', { problem }, { cause: error });
    }
  };
}

function refusal(response: Response): AppError {
  if (response.status === 401) {
    return new AppError('GITHUB_NOT_CONNECTED', {});
  }
  const isLimited = response.headers.get('x-ratelimit-remaining') === '0';
  if ((response.status === 403 && isLimited) || response.status === 429) {
    return new AppError('GITHUB_FAILED', { problem: `its limit of requests is used up${until(response)}` });
  }
  return new AppError('GITHUB_FAILED', { problem: `it answered ${response.status}` });
}

function until(response: Response): string {
  const seconds = Number(response.headers.get('x-ratelimit-reset'));
  return seconds > 0 ? ` until ${new Date(seconds * 1000).toISOString().slice(11, 16)} UTC` : '';
}

function networkProblem(error: unknown): string {
  if (error instanceof SyntaxError) {
    return 'its answer is not JSON';
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === undefined ? 'the connection failed' : `the connection failed (${code})`;
}
