// Another order of what waits, asked for by a person. Deployments of one project keep theirs among themselves.
import { assertNever } from '../../../contract/assert-never.ts';
import type { QueueMove } from '../../../contract/deployments.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { QueuedPlace } from './ports/deployment-store.ts';

export interface Reordering {
  /** New times of the places that change. */
  readonly places: readonly { readonly id: DeploymentId; readonly at: number }[];
  /** Those that were moved do not wait for their next attempt's time any more. */
  readonly due: readonly DeploymentId[];
}

/** `waiting` in the order in which it will run. Null when there is nothing to change, or when it does not wait. */
export function reorder(waiting: readonly QueuedPlace[], id: DeploymentId, to: QueueMove): Reordering | null {
  const moving = waiting.find((place) => place.id === id);
  if (moving === undefined) {
    return null;
  }
  // What is paused stands behind everything else whatever its place: it is moved among its like.
  const before = waiting.filter(({ isPaused }) => isPaused === moving.isPaused);
  const after = moved(before, moving, to);
  return after === null ? null : { places: renumber(before, after.order, after.due), due: after.due };
}

interface NewOrder {
  readonly order: readonly QueuedPlace[];
  readonly due: readonly DeploymentId[];
}

function moved(places: readonly QueuedPlace[], moving: QueuedPlace, to: QueueMove): NewOrder | null {
  const at = places.indexOf(moving);
  const isOwn = ({ projectId }: QueuedPlace): boolean => projectId === moving.projectId;
  switch (to) {
    case 'up':
    case 'down': {
      const other = places[to === 'up' ? at - 1 : at + 1];
      if (other === undefined || isOwn(other)) {
        return null;
      }
      const order = places.with(at, other).with(places.indexOf(other), moving);
      // Who lets another one go first goes on waiting.
      return { order, due: to === 'up' ? [moving.id] : [] };
    }
    case 'front':
    case 'back': {
      const isTaken = (place: QueuedPlace, index: number): boolean =>
        place === moving || (isOwn(place) && (to === 'front' ? index < at : index > at));
      const taken = places.filter(isTaken);
      const rest = places.filter((place, index) => !isTaken(place, index));
      const order = to === 'front' ? [...taken, ...rest] : [...rest, ...taken];
      const isSame = order.every((place, index) => place === places[index]);
      return isSame && moving.notBefore === null
        ? null
        : { order, due: to === 'front' ? taken.map((place) => place.id) : [] };
    }
    default:
      return assertNever(to);
  }
}

/** The times that the places stood for, given out anew, each later than the one before it. */
function renumber(
  before: readonly QueuedPlace[],
  order: readonly QueuedPlace[],
  due: readonly DeploymentId[],
): Reordering['places'] {
  let last = Number.NEGATIVE_INFINITY;
  const times = before.map(({ readyAt }) => readyAt);
  return order.map(({ id, notBefore }, index) => {
    const ownTime = due.includes(id) ? 0 : (notBefore ?? 0);
    last = Math.max(times[index] ?? 0, ownTime, last + 1);
    return { id, at: last };
  });
}
