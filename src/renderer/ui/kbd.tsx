import styles from './kbd.module.css';

/** `g p` is pressed one after the other, `Ctrl+K` together. */
export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className={styles.kbd}>{keys}</kbd>;
}
