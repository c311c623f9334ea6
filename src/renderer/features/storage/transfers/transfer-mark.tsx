import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isUnderWay } from '../../../../transfer/upload-run.ts';
import { useTransferSource, useTransfers } from './transfers-context.tsx';

/** In the header of every page while something is under way: how far it is, and the way to it. */
export function TransferMark({ className }: { readonly className?: string | undefined }) {
  const { endsWithPage } = useTransferSource();
  const running = useTransfers().filter(({ status }) => isUnderWay(status));
  const isRunning = running.length > 0;
  useEffect(() => {
    if (!isRunning || !endsWithPage) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isRunning, endsWithPage]);
  const [first] = running;
  if (first === undefined) return null;
  const total = running.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0);
  const done = running.reduce((sum, { doneBytes }) => sum + doneBytes, 0);
  const isAsking = running.some(({ status }) => status === 'asking');
  return (
    <Link
      to="/projects/$projectId/storage"
      params={{ projectId: String(first.projectId) }}
      search={{ volume: first.volumeId }}
      className={className}
    >
      {isAsking ? 'Transfer asks' : `Transfer ${total === 0 ? 0 : Math.floor((done / total) * 100)} %`}
    </Link>
  );
}
