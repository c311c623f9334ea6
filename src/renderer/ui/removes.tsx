import styles from './removes.module.css';

interface RemovesProps {
  readonly items: readonly { readonly key: string; readonly name: string }[];
}

/** In a question before something is removed: all of it, by name. */
export function Removes({ items }: RemovesProps) {
  return (
    <>
      <p>This goes for good:</p>
      <ul className={styles.removes}>
        {items.map(({ key, name }) => (
          <li key={key}>{name}</li>
        ))}
      </ul>
    </>
  );
}
