// Searches the logs of one or all projects, newest deployment first, in parts that take no longer than a moment: a client
// pulls the next one, shows how far it is, and stops when it has enough.
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import { type DeploymentId, deploymentId, type ProjectId } from '../../../contract/ids.ts';
import { levelOf } from '../../../contract/log-level.ts';
import {
  type LogKind,
  type LogSearchHit,
  type LogSearchInput,
  type LogSearchResult,
  logKind,
} from '../../../contract/logs.ts';
import { createMarker, createMatcher } from './matcher.ts';
import type { LogFiles, RegexRunner } from './ports.ts';

export interface SearchableDeployment {
  readonly id: DeploymentId;
  readonly projectId: ProjectId;
}

export interface LogSearchDeps {
  readonly files: Pick<LogFiles, 'search' | 'state'>;
  /** Newest first. Null: of all projects. Throws NOT_FOUND for a project that is not there. */
  readonly deployments: (projectId: ProjectId | null) => readonly SearchableDeployment[];
  readonly regex: Pick<RegexRunner, 'test' | 'find'>;
}

/** A part ends after this long: progress is seen, and nobody waits behind a search. */
const PART_MS = 250;
/** A log that is searched in full in no time should not need a call of its own. */
const kinds: readonly LogKind[] = ['runtime', 'build'];

/** Where the next part begins: this log, before this line. */
const cursorFormat = z.tuple([deploymentId, logKind, z.number().int().min(1).nullable()]);
type Cursor = z.infer<typeof cursorFormat>;

export function createLogSearch({ files, deployments, regex }: LogSearchDeps) {
  return async function search(input: LogSearchInput, { signal }: Pick<Caller, 'signal'>): Promise<LogSearchResult> {
    const from = input.from === undefined ? null : Date.parse(input.from);
    const to = input.to === undefined ? null : Date.parse(input.to);
    const places = placesOf(input, deployments(input.projectId ?? null));
    const start = input.cursor === undefined ? 0 : placeOf(places, parseCursor(input.cursor));
    let before = input.cursor === undefined ? null : parseCursor(input.cursor)[2];
    const matcher = createMatcher({ ...input, to }, regex);
    const marked = createMarker(input, regex);
    const endAt = performance.now() + PART_MS;
    const hits: LogSearchHit[] = [];
    let searchedBytes = 0;
    for (let index = start; index < places.length; index += 1) {
      const place = places[index];
      if (place === undefined) {
        break;
      }
      const { id, projectId, kind } = place;
      const left = endAt - performance.now();
      if (hits.length >= input.limit || (left <= 0 && index > start)) {
        return { hits, nextCursor: cursorOf(place, before), searchedBytes, ...progress(index, places) };
      }
      const part = await files.search(id, kind, matcher, {
        before,
        from,
        limit: input.limit - hits.length,
        maxMs: Math.max(0, left),
        signal,
      });
      searchedBytes += part.searchedBytes;
      const lines = await marked(part.lines);
      hits.push(...lines.map((line) => ({ deploymentId: id, projectId, kind, line, level: levelOf(line.text) })));
      before = part.before;
      if (before !== null) {
        return { hits, nextCursor: cursorOf(place, before), searchedBytes, ...progress(index, places) };
      }
    }
    return { hits, nextCursor: null, searchedBytes, ...progress(places.length, places) };
  };
}

interface Place extends SearchableDeployment {
  readonly kind: LogKind;
}

function placesOf(input: LogSearchInput, all: readonly SearchableDeployment[]): readonly Place[] {
  const wanted = input.deploymentId === undefined ? all : all.filter(({ id }) => id === input.deploymentId);
  return wanted.flatMap((deployment) =>
    kinds
      .filter((kind) => input.kind === undefined || input.kind === kind)
      .map((kind) => ({ id: deployment.id, projectId: deployment.projectId, kind })),
  );
}

function progress(index: number, places: readonly Place[]) {
  return { searchedLogs: index, totalLogs: places.length };
}

function cursorOf({ id, kind }: Place, before: number | null): string {
  return JSON.stringify([id, kind, before] satisfies Cursor);
}

function parseCursor(text: string): Cursor {
  try {
    return cursorFormat.parse(JSON.parse(text));
  } catch (cause) {
    const problem = 'is none that a search gave';
    throw new AppError('VALIDATION_FAILED', { field: 'cursor', problem }, { field: 'cursor', cause });
  }
}

/** Deployments may have come or gone since: the first that is not newer goes on. */
function placeOf(places: readonly Place[], [id, kind]: Cursor): number {
  const exact = places.findIndex((place) => place.id === id && place.kind === kind);
  const older = places.findIndex((place) => place.id < id);
  return exact !== -1 ? exact : older !== -1 ? older : places.length;
}
