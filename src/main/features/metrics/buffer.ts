// What was measured and is not stored yet: written once a minute, so that a disk is not kept awake, and before anybody reads.
import { merge, split, type Usage } from './buckets.ts';
import { steps } from './ports/steps.ts';
import type { BucketAddition, MetricsStore, Subject } from './ports.ts';

export interface MetricsBuffer {
  add(subject: Subject, usage: Usage): void;
  flush(): void;
}

interface BufferDeps {
  readonly store: Pick<MetricsStore, 'add'>;
  readonly warn: (message: string, context: Readonly<Record<string, unknown>>) => void;
}

export function createMetricsBuffer({ store, warn }: BufferDeps): MetricsBuffer {
  let pending = new Map<string, BucketAddition>();

  function put(addition: BucketAddition): void {
    const { subject, step, bucket } = addition;
    const key = `${subject.kind} ${subject.id} ${step} ${bucket.at}`;
    const before = pending.get(key);
    pending.set(key, before === undefined ? addition : { ...addition, bucket: merge(before.bucket, bucket) });
  }

  return {
    add(subject, usage) {
      for (const step of steps) {
        for (const bucket of split(usage, step)) {
          put({ subject, step, bucket });
        }
      }
    },
    flush() {
      if (pending.size === 0) {
        return;
      }
      const additions = [...pending.values()];
      pending = new Map();
      try {
        store.add(additions);
      } catch (error) {
        // A full disk, most of all: figures are worth less than what else is going on. There is a gap where they are missing.
        warn('Figures could not be stored', { error, count: additions.length });
      }
    },
  };
}
