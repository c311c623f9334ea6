// What a person typed becomes a source and, apart from it, a credential.
import { AppError } from '../../../contract/app-error.ts';
import type { GitCredential, Source, SourceInput } from '../../../contract/sources.ts';
import { type GitUrl, parseGitUrl } from '../../lib/git-url.ts';
import { branchProblem, folderProblem, imageProblem, normalizeRootDirectory } from './source-rules.ts';

export interface ParsedSource {
  readonly source: Source;
  readonly credential: GitCredential | null;
}

/** Throws VALIDATION_FAILED with the field to correct. */
export function parseSourceInput(input: SourceInput): ParsedSource {
  const repoUrl = input.repoUrl?.trim() ?? '';
  const folderPath = input.folderPath?.trim() ?? '';
  const image = input.image?.trim() ?? '';
  const named = Object.entries({ repoUrl, folderPath, image }).filter(([, value]) => value !== '');
  if (named.length === 0) throw invalid('repoUrl', 'give a repository, a folder or an image');
  const [, second] = named;
  if (second !== undefined)
    throw invalid(second[0], `give one of ${named.map(([field]) => field).join(' and ')}, not both`);

  if (image !== '') {
    check('image', imageProblem(image));
    return { source: { kind: 'image', reference: image }, credential: null };
  }
  const rootDirectory = normalizeRootDirectory(input.rootDirectory ?? '');
  if (rootDirectory === null) throw invalid('rootDirectory', 'is a path below the source, without ".."');
  if (folderPath !== '') {
    check('folderPath', folderProblem(folderPath));
    return { source: { kind: 'folder', path: folderPath, rootDirectory }, credential: null };
  }
  const { url, credential } = parseRepository(repoUrl, input.credential ?? null);
  const branch = input.branch?.trim() ?? '';
  if (branch !== '') check('branch', branchProblem(branch));
  return {
    source: { kind: 'git', repoUrl: url.url, branch: branch === '' ? null : branch, rootDirectory },
    credential,
  };
}

/**
 * The address without what was before its `@`. A password or token that stood there is taken as the credential: people
 * paste `https://TOKEN@host/…`, and in the address it would be shown to everybody who sees the project.
 */
export function parseRepository(
  repoUrl: string,
  given: GitCredential | null,
): { readonly url: GitUrl; readonly credential: GitCredential | null } {
  const result = parseGitUrl(repoUrl);
  if (!result.ok) throw invalid('repoUrl', result.problem);
  const url = result.value;
  const found = credentialInAddress(url);
  if (found !== null && given !== null)
    throw invalid('repoUrl', 'contains a credential beside the one given; remove one');
  const credential = found ?? withUsername(given, url);
  checkCredential(credential, url);
  return { url, credential };
}

function credentialInAddress({ username, password }: GitUrl): GitCredential | null {
  if (password !== null) return { kind: 'token', token: password, ...(username !== null && { username }) };
  // A name alone may be a user (`https://ada@host/…`) or a token in the user's place.
  if (username !== null && looksLikeToken(username)) return { kind: 'token', token: username };
  return null;
}

function withUsername(credential: GitCredential | null, { username }: GitUrl): GitCredential | null {
  if (credential?.kind !== 'token' || credential.username !== undefined || username === null) return credential;
  return { ...credential, username };
}

const looksLikeToken = (name: string) =>
  /^(?:gh[pousr]_|github_pat_|glpat-|gl[a-z]{2,4}-)/.test(name) || name.length >= 30;

function checkCredential(credential: GitCredential | null, { transport }: GitUrl): void {
  if (credential === null) return;
  if (credential.kind === 'token') {
    if (transport !== 'https' && transport !== 'http')
      throw invalid('credential', 'a token works with https addresses only');
    // Git's helper protocol ends an answer at the line's end.
    if (/[\r\n\0]/.test(credential.token + (credential.username ?? '')))
      throw invalid('credential', 'contains a line break');
    return;
  }
  if (transport !== 'ssh') throw invalid('credential', 'an SSH key works with SSH addresses only (git@HOST:PATH)');
  const { privateKey, privateKeyPath } = credential;
  if ((privateKey === undefined) === (privateKeyPath === undefined)) {
    throw invalid('credential', 'give the private key either as text or as a path');
  }
  if (privateKey !== undefined && !/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(privateKey)) {
    throw invalid('credential', 'is not the text of a private key');
  }
  if (privateKeyPath !== undefined) check('credential', folderProblem(privateKeyPath));
}

function check(field: string, problem: string | null): void {
  if (problem !== null) throw invalid(field, problem);
}

const invalid = (field: string, problem: string) => new AppError('VALIDATION_FAILED', { field, problem }, { field });
