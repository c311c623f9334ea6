// What a test turns to make the fake engine behave, shared by its images and its containers.
import { AppError } from '../../../../contract/app-error.ts';
import type { BuildEvent } from '../ports/build.ts';
import { type FakeApp, wellBehaved } from './fake-app.ts';

export interface BuildScript {
  readonly app: FakeApp;
  readonly ms?: number;
  readonly events?: readonly BuildEvent[];
  readonly error?: () => Error;
  /** What the engine does not let go of: the build goes on after an abort for so long. */
  readonly abortMs?: number;
}

export interface EngineControl {
  /** How the following builds go. */
  script: BuildScript;
  /** What a registry has. */
  readonly registry: Map<string, FakeApp>;
  /** Held by a foreign program. */
  readonly foreignPorts: Set<number>;
  /** Set: every call throws it. */
  failure: (() => Error) | null;
  /** The calls that changed something, by name. */
  readonly calls: string[];
  onEvent: ((action: string, id: string, labels: Readonly<Record<string, string>>) => void) | null;
  /** Called before each change: throws what the change shall fail with. */
  before: ((call: string) => void) | null;
  /** Notes a call that changes something, and lets it fail. */
  act(call: string): void;
  /** Lets a call that only looks fail. */
  look(): void;
  /** Of the control plane that is connected now. */
  connection(): AbortSignal;
  /** The control plane's process is gone: what it built or read ends. */
  cutConnections(): void;
}

export function createEngineControl(host: string): EngineControl {
  let connection = new AbortController();
  const control: EngineControl = {
    script: { app: wellBehaved },
    registry: new Map(),
    foreignPorts: new Set(),
    failure: null,
    calls: [],
    onEvent: null,
    before: null,
    act(call) {
      control.look();
      control.before?.(call);
      control.calls.push(call);
    },
    look() {
      if (control.failure !== null) {
        throw control.failure();
      }
    },
    connection: () => connection.signal,
    cutConnections() {
      const before = connection;
      connection = new AbortController();
      before.abort(new AppError('ENGINE_LOST', { host }));
    },
  };
  return control;
}

export function hasLabels(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
