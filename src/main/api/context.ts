import type { Caller } from '../../contract/caller.ts';
import type { Role } from '../features/identity/roles.ts';

/** Who is at the other end of a transport: a window, a browser session, a token. */
export type Principal = Omit<Caller, 'signal'> & { readonly role: Role };

/** A type and not an interface: oRPC's contexts have an index signature. */
export type ApiContext = {
  /** Null: nobody is logged in. */
  readonly principal: Principal | null;
};

/** Where a finding goes that no client may see. */
export interface ApiLog {
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
  error(message: string, context?: Readonly<Record<string, unknown>>): void;
  /** The text as a client may see it: without the secrets that this process knows. Missing where none is known. */
  readonly mask?: (text: string) => string;
}
