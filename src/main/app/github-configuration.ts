// The GitHub application that logs people in, from the environment: docs/github-login.md.
import { AppError } from '../../contract/app-error.ts';
import type { Environment } from './options.ts';

export interface GithubConfiguration {
  /** `https://github.com`, or an Enterprise server. */
  readonly url: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly allowedUsers: readonly string[];
}

/** Null where none is configured. Throws VALIDATION_FAILED naming the variable that is missing or wrong. */
export function readGithubConfiguration(env: Environment): GithubConfiguration | null {
  const clientId = env['MINIPAAS_GITHUB_CLIENT_ID'] ?? '';
  const clientSecret = env['MINIPAAS_GITHUB_CLIENT_SECRET'] ?? '';
  if (clientId === '' && clientSecret === '') {
    return null;
  }
  if (clientId === '' || clientSecret === '') {
    const missing = clientId === '' ? 'MINIPAAS_GITHUB_CLIENT_ID' : 'MINIPAAS_GITHUB_CLIENT_SECRET';
    throw invalid(missing, 'it is needed besides the other one');
  }
  const url = baseUrl(env, 'MINIPAAS_GITHUB_URL', 'https://github.com');
  // https://docs.github.com/en/enterprise-server/rest/quickstart: an Enterprise server has its API below /api/v3.
  const apiUrl = baseUrl(
    env,
    'MINIPAAS_GITHUB_API_URL',
    url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`,
  );
  const allowedUsers = (env['MINIPAAS_GITHUB_ALLOWED_USERS'] ?? '').split(/[\s,]+/).filter((login) => login !== '');
  return { url, apiUrl, clientId, clientSecret, allowedUsers };
}

function baseUrl(env: Environment, name: string, fallback: string): string {
  const text = env[name] ?? '';
  if (text === '') {
    return fallback;
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw invalid(name, `"${text}" is not an http(s) address`);
  }
  return text.replace(/\/+$/, '');
}

function invalid(name: string, problem: string): AppError {
  return new AppError('VALIDATION_FAILED', { field: name, problem }, { field: name });
}
