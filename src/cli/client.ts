// The typed client of the REST API: the same contract as the server's.
import { Readable } from 'node:stream';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { type Contract, contract } from '../contract/contract.ts';
import { type ErrorBody, errorBody } from '../contract/errors.ts';
import type { Target } from './instance.ts';

export type ApiClient = ContractRouterClient<Contract>;

export function createClient({ url, token }: Target): ApiClient {
  const link = new OpenAPILink(contract, {
    url: `${url}/api`,
    headers: authorization(token),
    customErrorResponseBodyDecoder: (body, { status }) => toError(body, status),
  });
  return createORPCClient(link);
}

/** A route that is no call of the contract. */
export async function requestLoginLink({ url, token }: Target, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${url}/api/auth/login-link`, { method: 'POST', headers: authorization(token), signal });
  const body: unknown = await response.json();
  if (!response.ok) {
    throw toError(body, response.status) ?? new Error(`${url} answered ${response.status}`);
  }
  return (body as { url: string }).url;
}

/** A route that answers with a file. */
export async function download({ url, token }: Target, path: string, signal: AbortSignal): Promise<Readable> {
  const response = await fetch(`${url}/api${path}`, { headers: authorization(token), signal });
  if (!response.ok || response.body === null) {
    throw toError(await response.json(), response.status) ?? new Error(`${url} answered ${response.status}`);
  }
  // Node's streams are iterated; the types of a browser's are not.
  return Readable.from(response.body, { objectMode: false });
}

function authorization(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function toError(body: unknown, status: number): ORPCError<string, Omit<ErrorBody, 'code' | 'message'>> | null {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) {
    return null;
  }
  const { code, message, ...data } = parsed.data;
  return new ORPCError(code, { status, message, data });
}
