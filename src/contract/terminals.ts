import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { deploymentId, hostId, projectId } from './ids.ts';

/** Not to be guessed: whoever has it and may use terminals still has to be the one who opened it. */
export const terminalId = z.string().min(1).max(64).brand<'TerminalId'>();
export type TerminalId = z.infer<typeof terminalId>;

export const terminalSize = z.object({
  columns: z.number().int().min(2).max(1_000),
  rows: z.number().int().min(1).max(500),
});
export type TerminalSize = z.infer<typeof terminalSize>;

export const terminalEnd = z.object({
  /** `exited`: the shell by itself. `unwatched`: nobody read it any more. `stopped`: with its container. `lost`: with its connection. */
  reason: z.enum(['exited', 'closed', 'idle', 'unwatched', 'stopped', 'lost']),
  exitCode: z.number().int().nullable(),
  /** A sentence. */
  message: z.string(),
});
export type TerminalEnd = z.infer<typeof terminalEnd>;

export const terminal = z.object({
  id: terminalId,
  kind: z.enum(['container', 'host']),
  hostId,
  hostName: z.string(),
  /** Null on a host itself. */
  project: z.object({ id: projectId, name: z.string(), deploymentId }).nullable(),
  /** The program: `bash`, `sh`; empty for the login shell of a host. */
  shell: z.string(),
  openedAt: isoTime,
  /** When something was last typed or written. */
  usedAt: isoTime,
  /** Null while it is open. */
  end: terminalEnd.nullable(),
});
export type Terminal = z.infer<typeof terminal>;

export const terminalOutput = z.object({
  /** As the terminal got it, control sequences included. */
  text: z.string(),
  /** Give it back as `after` to go on. */
  next: z.number().int(),
  /** What came between `after` and this text is no longer kept. */
  isCut: z.boolean(),
  /** Set with the last of the output. */
  end: terminalEnd.nullable(),
});
export type TerminalOutput = z.infer<typeof terminalOutput>;

/** Of the output in one answer, and of the input in one call: UTF-16 code units, as JavaScript counts. */
export const MAX_TERMINAL_TEXT = 65_536;

const byId = z.object({ id: terminalId });

export const terminalsContract = {
  list: oc.route({ method: 'GET', path: '/terminals', summary: 'List your terminals' }).output(z.array(terminal)),
  openInProject: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/terminals',
      summary: 'Open a shell in the container of a project',
      successStatus: 201,
    })
    .input(terminalSize.partial().extend({ id: projectId }))
    .output(terminal),
  openOnHost: oc
    .route({ method: 'POST', path: '/hosts/{id}/terminals', summary: 'Open a shell on a host', successStatus: 201 })
    .input(terminalSize.partial().extend({ id: hostId }))
    .output(terminal),
  read: oc
    .route({
      method: 'GET',
      path: '/terminals/{id}/output',
      summary: 'Read what a terminal shows, waiting for more if asked; a terminal that nobody reads is closed',
    })
    .input(
      byId.extend({
        after: z.number().int().min(0).default(0),
        maxChars: z.number().int().min(1).max(MAX_TERMINAL_TEXT).default(MAX_TERMINAL_TEXT),
        /** Milliseconds to wait when there is nothing yet. */
        waitMs: z.number().int().min(0).max(25_000).default(0),
      }),
    )
    .output(terminalOutput),
  write: oc
    .route({ method: 'POST', path: '/terminals/{id}/input', summary: 'Type into a terminal' })
    .input(byId.extend({ text: z.string().max(MAX_TERMINAL_TEXT) }))
    .output(byId),
  resize: oc
    .route({ method: 'POST', path: '/terminals/{id}/size', summary: 'Tell a terminal its size' })
    .input(terminalSize.extend({ id: terminalId }))
    .output(terminalSize),
  close: oc
    .route({ method: 'DELETE', path: '/terminals/{id}', summary: 'Close a terminal and end its shell' })
    .input(byId)
    .output(byId),
};
