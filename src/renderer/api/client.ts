import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import type { Contract } from '../../contract/contract.ts';
import { desktopBridge } from '../lib/bridge.ts';
import { type Connection, createConnection } from './connection.ts';
import { openPortChannel } from './port-channel.ts';
import { openSocketChannel } from './socket-channel.ts';
import { pause } from '../lib/pause.ts';

export type ApiClient = ContractRouterClient<Contract>;

export interface Api {
  readonly client: ApiClient;
  /** Query and mutation options of every procedure, for TanStack Query. */
  readonly query: RouterUtils<ApiClient>;
  readonly connection: Connection;
}

/** The same calls in both shells: a MessagePort where a preload offers one, else the listener this page came from. */
export function createApi(): Api {
  const bridge = desktopBridge();
  const connection = createConnection({
    open: (signal) => (bridge === undefined ? openSocketChannel(socketUrl(), signal) : openPortChannel(bridge, signal)),
    pause,
  });
  const client: ApiClient = createORPCClient(connection.link);
  return { client, query: createTanstackQueryUtils(client), connection };
}

function socketUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`;
}
