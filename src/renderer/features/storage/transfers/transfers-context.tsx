import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Transfer } from '../../../../contract/transfers.ts';
import type { Api } from '../../../api/client.ts';
import { desktopBridge } from '../../../lib/bridge.ts';
import { createBrowserTransfers } from './browser-transfers.ts';
import { createDesktopTransfers } from './desktop-transfers.ts';
import type { TransferSource } from './transfer-source.ts';

const TransfersContext = createContext<TransferSource | null>(null);

export function createTransfers(api: Api): TransferSource {
  const bridge = desktopBridge();
  return bridge === undefined ? createBrowserTransfers(api) : createDesktopTransfers(api, bridge);
}

export function TransfersProvider({
  source,
  children,
}: {
  readonly source: TransferSource;
  readonly children: ReactNode;
}) {
  return <TransfersContext value={source}>{children}</TransfersContext>;
}

export function useTransferSource(): TransferSource {
  const source = useContext(TransfersContext);
  if (source === null) throw new Error('useTransferSource needs a TransfersProvider around it.');
  return source;
}

export function useTransfers(): readonly Transfer[] {
  const { subscribe, getSnapshot } = useTransferSource();
  return useSyncExternalStore(subscribe, getSnapshot);
}
