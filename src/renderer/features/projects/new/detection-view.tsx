import type { Detection } from '../../../../contract/sources.ts';
import { type Fact, Facts } from '../../../ui/facts.tsx';
import { Mark } from '../../../ui/mark.tsx';
import styles from './new-project.module.css';

interface DetectionViewProps {
  readonly detection: Detection;
  readonly branch: string | null;
}

/** What was found, why, and what was taken for granted. */
export function DetectionView({ detection, branch }: DetectionViewProps) {
  return (
    <section className={styles.found} aria-label="What was found">
      <h3 className={styles.foundTitle}>
        <Mark tone="ok" /> Found: {detection.framework ?? kinds[detection.kind]}
      </h3>
      <Facts facts={detectionFacts(detection, branch)} />
      {detection.notes.length > 0 && (
        <ul className={styles.notes}>
          {detection.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

const kinds: Readonly<Record<Detection['kind'], string>> = {
  dockerfile: 'Dockerfile',
  node: 'Node.js',
  python: 'Python',
  go: 'Go',
  static: 'static site',
  image: 'an image',
};

function detectionFacts(detection: Detection, branch: string | null): readonly Fact[] {
  const facts: readonly (readonly [label: string, value: string | null])[] = [
    ['Kind', kinds[detection.kind]],
    ['Branch', branch],
    ['Runtime', detection.runtimeVersion],
    ['Package manager', detection.packageManager],
    ['Install', detection.installCommand],
    ['Build', detection.buildCommand],
    ['Start', detection.startCommand],
    ['Port', detection.port === null ? detection.portReason : `${detection.port}, ${detection.portReason}`],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}
