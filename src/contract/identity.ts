import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { userId } from './ids.ts';

export const user = z.object({
  id: userId,
  login: z.string(),
  name: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  isGithub: z.boolean(),
});
export type User = z.infer<typeof user>;

export const session = z.object({
  user,
  shell: z.enum(['desktop', 'browser']),
  version: z.string(),
  /** A GitHub application is configured, so that its login can be offered. */
  isGithubConfigured: z.boolean(),
  isGithubConnected: z.boolean(),
});
export type Session = z.infer<typeof session>;

export const repository = z.object({
  fullName: z.string(),
  description: z.string().nullable(),
  cloneUrl: z.string(),
  defaultBranch: z.string(),
  isPrivate: z.boolean(),
  language: z.string().nullable(),
  pushedAt: isoTime.nullable(),
});
export type Repository = z.infer<typeof repository>;

export const identityContract = {
  session: oc.route({ method: 'GET', path: '/session', summary: 'Who is logged in, and to what' }).output(session),
  repositories: oc
    .route({ method: 'GET', path: '/github/repositories', summary: 'The GitHub repositories of whoever is logged in' })
    .input(z.object({ query: z.string().max(200).default(''), page: z.number().int().min(1).max(100).default(1) }))
    .output(z.object({ items: z.array(repository), hasMore: z.boolean() })),
};
