import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';

export const health = z.object({ status: z.enum(['ok', 'degraded']), version: z.string(), startedAt: isoTime });
export type Health = z.infer<typeof health>;

export const finding = z.object({
  id: z.string(),
  status: z.enum(['ok', 'warning', 'failed']),
  /** One sentence: what was checked and what was found. */
  message: z.string(),
  /** What to do about it. */
  hint: z.string().nullable(),
});
export type Finding = z.infer<typeof finding>;

export const healthContract = {
  get: oc.route({ method: 'GET', path: '/health', summary: 'Is the control plane up; needs no login' }).output(health),
  detailed: oc
    .route({ method: 'GET', path: '/health/detailed', summary: 'Every check with its finding' })
    .output(health.extend({ findings: z.array(finding) })),
};
