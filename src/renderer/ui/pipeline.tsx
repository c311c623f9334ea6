import { classNames } from './class-names.ts';
import { Mark } from './mark.tsx';
import styles from './pipeline.module.css';
import { ProgressBar } from './progress-bar.tsx';
import { type StageLike, stageSentence, stageShort, stageTime, stageTone, stageWord } from './stage-words.ts';
import { useNow } from './use-now.ts';

interface PipelineProps {
  readonly stages: readonly StageLike[];
  /** What the pipeline belongs to, for a screen reader: `Pipeline of shop`. */
  readonly label: string;
  /** It ended: what was not done will not be. */
  readonly isOver: boolean;
}

/** Five cells side by side, for a row of a table. */
export function PipelineCells({ stages, label, isOver }: PipelineProps) {
  return (
    <ol className={styles.cells} aria-label={label}>
      {stages.map((stage) =>
        stage.status === 'running' ? (
          <RunningCell key={stage.name} stage={stage} isOver={isOver} />
        ) : (
          <Cell key={stage.name} stage={stage} now={0} isOver={isOver} />
        ),
      )}
    </ol>
  );
}

interface StageProps {
  readonly stage: StageLike;
  readonly isOver: boolean;
}

function RunningCell(props: StageProps) {
  return <Cell {...props} now={useNow(1_000)} />;
}

function Cell({ stage, now, isOver }: StageProps & { readonly now: number }) {
  const share =
    stage.progress === null || stage.progress.total <= 0 ? null : stage.progress.done / stage.progress.total;
  return (
    <li className={classNames(styles.cell, styles[stage.status])} title={stage.detail ?? undefined}>
      <span aria-hidden="true" className={styles.name}>
        {stage.name}
      </span>
      <span aria-hidden="true" className={styles.short}>
        {stageShort(stage, now)}
      </span>
      {stage.status === 'running' && share !== null && (
        <span aria-hidden="true" className={styles.fill} style={{ inlineSize: `${Math.round(share * 100)}%` }} />
      )}
      <span className="said">{stageSentence(stage, now, isOver)}</span>
    </li>
  );
}

/** The same five with all that is known of them, for the project's page. */
export function PipelineStages({ stages, label, isOver }: PipelineProps) {
  return (
    <ol className={styles.stages} aria-label={label}>
      {stages.map((stage) => (
        <StageBox key={stage.name} stage={stage} isOver={isOver} />
      ))}
    </ol>
  );
}

function StageBox({ stage, isOver }: StageProps) {
  const now = useNow(1_000);
  return (
    <li className={classNames(styles.stage, styles[stage.status])}>
      <p className={styles.stageHead}>
        <strong>{stage.name}</strong>
        <span className={styles.stageTime}>{stageTime(stage, now)}</span>
      </p>
      <p className={styles.stageState}>
        <Mark tone={stageTone[stage.status]} /> {stageWord(stage, isOver)}
      </p>
      {stage.progress !== null && stage.status === 'running' && (
        <ProgressBar {...stage.progress} label={stage.name} text={stage.detail ?? undefined} />
      )}
      {stage.detail !== null && <p className={styles.detail}>{stage.detail}</p>}
    </li>
  );
}
