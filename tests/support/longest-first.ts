// In which order files run. Where two run at a time, a long one that is begun last runs on alone.
import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take most of a minute though they are short, the longest first. Without an entry: by their size. */
const LONG = ['kill-points', 'ingress-load', 'release-trouble', 'deployments-release', 'upkeep-remote', 'ssh-load'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId, project }: TestSpecification): number => {
      const index = LONG.indexOf(basename(moduleId, '.test.ts'));
      return project.config.sequence.groupOrder * 100 + (index === -1 ? LONG.length : index);
    };
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}
