import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { deploymentStatus, deploymentTrigger } from './deployments.ts';
import { deploymentId, hostId, projectId } from './ids.ts';

export const metricsRange = z.enum(['1h', '6h', '24h', '7d', '30d']);
export type MetricsRange = z.infer<typeof metricsRange>;

/** No answer has more points than this. */
export const MAX_POINTS = 300;

/** Responses by the first digit of their status. */
const responseCounts = z.object({
  '1xx': z.number(),
  '2xx': z.number(),
  '3xx': z.number(),
  '4xx': z.number(),
  '5xx': z.number(),
});

/** One step of time: means over what was measured of it. Null: not measured, or (limits) none. */
export const metricsPoint = z.object({
  /** Its beginning. */
  at: isoTime,
  /** How much of the step was measured. */
  measuredSeconds: z.number(),
  /** 1000 is one core. */
  cpuMillicores: z.number().nullable(),
  cpuPeakMillicores: z.number().nullable(),
  cpuLimitMillicores: z.number().nullable(),
  /** 0 to 1: in so much of the scheduling periods the CPU limit held the application back. Null without a limit. */
  cpuThrottledShare: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  memoryPeakBytes: z.number().nullable(),
  memoryLimitBytes: z.number().nullable(),
  networkInBytesPerSecond: z.number().nullable(),
  networkOutBytesPerSecond: z.number().nullable(),
  /** Null where the engine does not count them. */
  diskReadBytesPerSecond: z.number().nullable(),
  diskWriteBytesPerSecond: z.number().nullable(),
  /** The most at once, threads included. */
  processes: z.number().nullable(),
  /** How often the engine started it again after it had ended by itself. */
  restarts: z.number(),
  /** How often it or a process of it was ended for lack of memory. */
  outOfMemory: z.number(),
  /** Answered in this step. Null where no ingress counts them. */
  responses: responseCounts.nullable(),
});
export type MetricsPoint = z.infer<typeof metricsPoint>;

const series = z.object({
  range: metricsRange,
  from: isoTime,
  to: isoTime,
  stepSeconds: z.number().int(),
  /** When the oldest figure that is kept begins: what is before is not known. Null: there is none yet. */
  knownSince: isoTime.nullable(),
  /** In order, at most 300. Steps of which nothing is known are left out. */
  points: z.array(metricsPoint),
});

export const endedDeployment = z.object({
  id: deploymentId,
  status: deploymentStatus,
  trigger: deploymentTrigger,
  endedAt: isoTime,
  /** Null: nothing was built. */
  buildSeconds: z.number().nullable(),
  /** From the end of waiting. Null: it never began. */
  totalSeconds: z.number().nullable(),
});
export type EndedDeployment = z.infer<typeof endedDeployment>;

export const projectMetrics = series.extend({ projectId, deployments: z.array(endedDeployment) });
export type ProjectMetrics = z.infer<typeof projectMetrics>;

export const hostMetrics = series.extend({
  hostId,
  /** What the machine has; null while it is not connected. */
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
});
export type HostMetrics = z.infer<typeof hostMetrics>;

export const liveFigures = z.object({
  at: isoTime,
  containers: z.number().int(),
  cpuMillicores: z.number(),
  cpuLimitMillicores: z.number().nullable(),
  cpuThrottledShare: z.number().nullable(),
  memoryBytes: z.number(),
  memoryLimitBytes: z.number().nullable(),
  networkInBytesPerSecond: z.number(),
  networkOutBytesPerSecond: z.number(),
  diskReadBytesPerSecond: z.number().nullable(),
  diskWriteBytesPerSecond: z.number().nullable(),
  processes: z.number(),
});
export type LiveFigures = z.infer<typeof liveFigures>;

/** Null figures: nothing of the project runs, or its engine cannot be asked. */
export const liveMetrics = z.object({ seq: z.number().int(), figures: liveFigures.nullable() });
export type LiveMetrics = z.infer<typeof liveMetrics>;

/** Of a project that runs, as it was measured last. */
export const projectUsage = z.object({
  projectId,
  at: isoTime,
  cpuMillicores: z.number(),
  cpuLimitMillicores: z.number().nullable(),
  cpuThrottledShare: z.number().nullable(),
  memoryBytes: z.number(),
  memoryLimitBytes: z.number().nullable(),
});
export type ProjectUsage = z.infer<typeof projectUsage>;

export const usageNow = z.object({
  projects: z.array(projectUsage),
  /** Projects that ran out of memory in the last 24 hours, and when last. */
  outOfMemory: z.array(z.object({ projectId, at: isoTime })),
});
export type UsageNow = z.infer<typeof usageNow>;

const range = metricsRange.default('1h');

export const metricsContract = {
  project: oc
    .route({ method: 'GET', path: '/projects/{id}/metrics', summary: 'What a project used over time' })
    .input(z.object({ id: projectId, range }))
    .output(projectMetrics),
  host: oc
    .route({ method: 'GET', path: '/hosts/{id}/metrics', summary: 'What the projects of a host used over time' })
    .input(z.object({ id: hostId, range }))
    .output(hostMetrics),
  live: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/metrics/live',
      summary: 'What a project uses now, waiting for newer figures if asked',
    })
    .input(
      z.object({
        id: projectId,
        /** `seq` of the answer before. */
        after: z.number().int().min(0).default(0),
        /** Milliseconds to wait for figures newer than `after`; there is one a second. */
        waitMs: z.number().int().min(0).max(25_000).default(0),
      }),
    )
    .output(liveMetrics),
  usage: oc
    .route({ method: 'GET', path: '/metrics/usage', summary: 'What every running project uses now' })
    .output(usageNow),
};
