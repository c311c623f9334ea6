import { localTime, relativeTime } from '../lib/time.ts';
import { useNow } from './use-now.ts';

/** `3 min ago`, kept true; the exact time on hover. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow(Date.now() - Date.parse(at) < 90_000 ? 1_000 : 15_000);
  return (
    <time dateTime={at} title={localTime(at)}>
      {relativeTime(at, now)}
    </time>
  );
}
