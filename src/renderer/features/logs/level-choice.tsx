import { type LineLevel, logLevel } from '../../../contract/log-level.ts';
import { Tick } from '../../ui/tick.tsx';
import styles from './log.module.css';

interface LevelChoiceProps {
  readonly levels: readonly LineLevel[];
  readonly onChange: (levels: readonly LineLevel[]) => void;
}

/** None chosen: all lines, also those without a level. */
export function LevelChoice({ levels, onChange }: LevelChoiceProps) {
  return (
    <fieldset className={styles.levels}>
      <legend className="said">Only lines of these levels</legend>
      <span aria-hidden="true" className={styles.soft}>
        Only
      </span>
      {logLevel.options.map((level) => (
        <Tick
          key={level}
          label={level}
          isOn={levels.includes(level)}
          onChange={(isOn) =>
            onChange(logLevel.options.filter((each) => (each === level ? isOn : levels.includes(each))))
          }
        />
      ))}
    </fieldset>
  );
}
