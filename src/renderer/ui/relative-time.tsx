import { localTime, relativeTime } from '../lib/time.ts';
import { useNow } from './use-now.ts';

/** Below this the seconds are told, so the time is looked at each second. */
const FRESH_MS = 90_000;

/** `3 min ago`, kept true; the exact time on hover. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow(15_000);
  return Math.abs(now - Date.parse(at)) < FRESH_MS ? <Fresh at={at} /> : <Told at={at} now={now} />;
}

function Fresh({ at }: { readonly at: string }) {
  return <Told at={at} now={useNow(1_000)} />;
}

function Told({ at, now }: { readonly at: string; readonly now: number }) {
  return (
    <time dateTime={at} title={localTime(at)}>
      {relativeTime(at, now)}
    </time>
  );
}
