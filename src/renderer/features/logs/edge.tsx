import styles from './log.module.css';

/** At the rim of a log too long for one scrollable area. */
export function Edge({ text, onPress }: { readonly text: string; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.edge} onClick={onPress}>
      {text}
    </button>
  );
}
