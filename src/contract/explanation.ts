// Why a deployment failed, for a person: what was recognised in its log, and what puts it right.
import { z } from 'zod';
import { logKind } from './logs.ts';

/** What of the fix miniPaaS can do, or where in the dashboard it is done. */
export const explanationStep = z.discriminatedUnion('type', [
  z.object({ type: z.literal('setPort'), port: z.number().int() }),
  z.object({ type: z.literal('setMemory'), memoryLimitMb: z.number().int() }),
  /** Their values are for a person to give. */
  z.object({ type: z.literal('setVariables'), keys: z.array(z.string()) }),
  z.object({ type: z.literal('openSettings') }),
]);
export type ExplanationStep = z.infer<typeof explanationStep>;

export const explanation = z.object({
  /** Of the recogniser; never changes its meaning. */
  id: z.string(),
  title: z.string(),
  cause: z.string(),
  fix: z.string(),
  /** The lines that show it, first one first; empty where the error itself says it. */
  log: logKind,
  lines: z.array(z.object({ seq: z.number().int(), text: z.string() })),
  step: explanationStep.nullable(),
  /** Below `docs/`. */
  docsAnchor: z.string(),
});
export type Explanation = z.infer<typeof explanation>;
