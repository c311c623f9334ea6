// The contract, implemented: each call checks permission and goes to the method of the same name of its feature's service.
import type { AnyContractProcedure } from '@orpc/contract';
import { implement, type Router } from '@orpc/server';
import { AppError } from '../../contract/app-error.ts';
import type { Caller } from '../../contract/caller.ts';
import { type Contract, contract } from '../../contract/contract.ts';
import type { UserId } from '../../contract/ids.ts';
import { isAtLeast } from '../features/identity/roles.ts';
import type { ApiContext, Principal } from './context.ts';
import { accessOf } from './permissions.ts';
import type { Services } from './services.ts';

export type ApiRouter = Router<Contract, ApiContext>;

/** Throws NOT_LOGGED_IN or FORBIDDEN. `action` completes "You may not …". */
export function checkAccess(principal: Principal | null, path: readonly string[], action: string): void {
  const needed = accessOf(path);
  if (needed === 'public') {
    return;
  }
  if (principal === null) {
    throw new AppError('NOT_LOGGED_IN', {});
  }
  if (!isAtLeast(principal.role, needed)) {
    throw new AppError('FORBIDDEN', { action });
  }
}

/** What is done with everything that comes in and goes out. */
export interface RouterGuard {
  /** Secrets in the input become known before anything can be said of them. */
  learn(input: unknown): void;
  /** The answer of a call as it may leave. */
  clean<T>(output: T): T;
}

/** What was asked for there is text and values, as they are; logs were masked when they were written. */
const asItIs: ReadonlySet<string> = new Set(['environment', 'logs', 'terminals']);

export function createRouter(services: Services, guard: RouterGuard | null = null): ApiRouter {
  const api = implement(contract)
    .$context<ApiContext>()
    // Before the input is looked at: who may not call learns nothing of what a call would need.
    .use(({ context, path, procedure, next }) => {
      checkAccess(context.principal, path, actionOf(procedure['~orpc'].route.summary));
      return next();
    });

  // One loop instead of forty identical handlers. Its types are those of `Services`, which is made from the contract.
  const procedures: Table<AnyContractProcedure> = contract;
  const implementers = api as unknown as Table<Implementer>;
  const methods = services as unknown as Table<AnyMethod>;

  const router: Record<string, Record<string, unknown>> = {};
  for (const [feature, group] of Object.entries(procedures)) {
    router[feature] = {};
    for (const [name, procedure] of Object.entries(group)) {
      const hasInput = procedure['~orpc'].inputSchema !== undefined;
      router[feature][name] = implementers[feature]?.[name]?.handler(({ context, input, signal }) => {
        const caller: Caller = { ...(context.principal ?? nobody), signal: signal ?? neverAborts };
        const method = methods[feature]?.[name];
        if (guard === null || asItIs.has(feature)) {
          return method?.(hasInput ? input : undefined, caller);
        }
        guard.learn(input);
        return cleaned(method?.(hasInput ? input : undefined, caller), guard);
      });
    }
  }
  return router as unknown as ApiRouter;
}

type Table<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;
type AnyMethod = (input: unknown, caller: Caller) => unknown;
interface Implementer {
  handler(handle: (call: { context: ApiContext; input: unknown; signal?: AbortSignal }) => unknown): unknown;
}

function cleaned(answer: unknown, guard: RouterGuard): unknown {
  return answer instanceof Promise ? answer.then((value: unknown) => guard.clean(value)) : guard.clean(answer);
}

/** A call without a login reaches only public procedures, none of which asks who calls. */
const nobody: Omit<Caller, 'signal'> = { userId: 0 as UserId, shell: 'browser', sessionId: null };
const neverAborts = new AbortController().signal;

function actionOf(summary: string | undefined): string {
  return summary === undefined ? 'do this' : summary.charAt(0).toLowerCase() + summary.slice(1);
}
