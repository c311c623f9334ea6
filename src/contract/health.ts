import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime, pageInput } from './common.ts';

export const health = z.object({ status: z.enum(['ok', 'degraded']), version: z.string(), startedAt: isoTime });
export type Health = z.infer<typeof health>;

export const findingStatus = z.enum(['ok', 'warning', 'failed']);
export type FindingStatus = z.infer<typeof findingStatus>;

/** What can be done about a finding by a press of a button. */
export const healthFix = z.object({
  id: z.string(),
  /** The deed: `Start shop again`. */
  label: z.string(),
  /** What goes with it, by name: sent back as `confirm`. Empty: nothing is lost. */
  removes: z.array(z.string()),
});
export type HealthFix = z.infer<typeof healthFix>;

export const finding = z.object({
  id: z.string(),
  /** The check that found it: `engine`, `disk`, `application`. */
  check: z.string(),
  status: findingStatus,
  /** One sentence: what was checked and what was found. */
  message: z.string(),
  /** What to do about it. */
  hint: z.string().nullable(),
  /** Since when it has this status; null when it always had. */
  since: isoTime.nullable(),
  checkedAt: isoTime,
  fixes: z.array(healthFix),
});
export type Finding = z.infer<typeof finding>;

export const detailedHealth = health.extend({ findings: z.array(finding) });
export type DetailedHealth = z.infer<typeof detailedHealth>;

/** A finding that became better or worse. */
export const healthEvent = z.object({
  id: z.number().int(),
  findingId: z.string(),
  check: z.string(),
  status: findingStatus,
  message: z.string(),
  at: isoTime,
});
export type HealthEvent = z.infer<typeof healthEvent>;

export const healthContract = {
  get: oc.route({ method: 'GET', path: '/health', summary: 'Is the control plane up; needs no login' }).output(health),
  detailed: oc
    .route({ method: 'GET', path: '/health/detailed', summary: 'Every check with its finding' })
    .output(detailedHealth),
  check: oc
    .route({ method: 'POST', path: '/health/check', summary: 'Make every check anew, the slow ones too' })
    .output(detailedHealth),
  history: oc
    .route({ method: 'GET', path: '/health/history', summary: 'What became better or worse, newest first' })
    .input(pageInput)
    .output(z.object({ items: z.array(healthEvent), nextCursor: z.string().nullable() })),
  applyFix: oc
    .route({ method: 'POST', path: '/health/fixes/{id}', summary: 'Apply a fix that a finding offers' })
    .input(
      z.object({
        id: z.string().max(200),
        /** The fix's `removes`, whole: a fix that would remove anything else than what was confirmed is refused. */
        confirm: z.array(z.string().max(500)).max(10_000).optional(),
      }),
    )
    .output(z.object({ message: z.string() })),
};
