import { assertNever } from '../../contract/assert-never.ts';
import type { AppEvent } from '../../contract/events.ts';
import { createEventHub, type EventHub } from '../lib/event-hub.ts';
import type { Services } from './services.ts';

/** Events of one key replace each other while they wait: only the newest state of a thing matters. */
export function eventKey(event: AppEvent): string {
  switch (event.type) {
    case 'ready':
    case 'queue':
    case 'settings':
    case 'sharedSecrets':
    case 'health':
    case 'forwards':
    case 'backups':
      return event.type;
    case 'deployment':
      return `deployment ${event.deployment.id}`;
    case 'project':
    case 'projectRemoved':
    case 'environment':
    case 'domains':
    case 'volumes':
    case 'errors':
      return `${event.type} ${event.projectId}`;
    case 'host':
      return `host ${event.host.id}`;
    case 'ingress':
      return `ingress ${event.hostId}`;
    case 'errorNews':
      return `errorNews ${event.groupId}`;
    case 'hostRemoved':
      // In the place of a state that nobody was told yet.
      return `host ${event.hostId}`;
    default:
      return assertNever(event);
  }
}

export function createAppEventHub(): EventHub<AppEvent> {
  return createEventHub<AppEvent>({ ready: { type: 'ready' }, keyOf: eventKey });
}

/** The `events` part of the contract over a hub. */
export function createEvents(hub: Pick<EventHub<AppEvent>, 'subscribe'>): Services['events'] {
  return { subscribe: (_input, caller) => hub.subscribe(caller.signal) };
}
