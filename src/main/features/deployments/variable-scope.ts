// What of the variables is for the build, and what for the application.
import type { SnapshotVariable } from './ports/deployment-store.ts';

/** A secret is for run time unless somebody said otherwise. */
const scopeOf = ({ scope, isSecret }: SnapshotVariable) => scope ?? (isSecret ? 'run' : 'both');

export const isForRun = (variable: SnapshotVariable): boolean => scopeOf(variable) !== 'build';
export const isForBuild = (variable: SnapshotVariable): boolean => scopeOf(variable) !== 'run';
