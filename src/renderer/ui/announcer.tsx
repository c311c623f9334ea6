import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import styles from './announcer.module.css';

interface Message {
  readonly id: number;
  readonly text: string;
  readonly link: Link | null;
}
/** Where what is said can be seen. */
interface Link {
  readonly label: string;
  readonly href: string;
}
type Announce = (text: string, link?: Link) => void;
const AnnounceContext = createContext<Announce>(() => undefined);

/** It says nothing that the page does not show too, so it need not stay. */
const SHOWN_MS = 8_000;

/** One line at the foot of the window that says what was done, drawn and spoken; the next one replaces it. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [message, setMessage] = useState<Message | null>(null);
  const announce: Announce = useCallback(
    (text, link) => setMessage((old) => ({ id: (old?.id ?? 0) + 1, text, link: link ?? null })),
    [],
  );
  useEffect(() => {
    if (message === null) return;
    const timer = setTimeout(() => setMessage(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className={styles.region} role="status" aria-live="polite">
        {message !== null && (
          <p key={message.id} className={styles.message}>
            {message.text}
            {message.link !== null && <a href={message.link.href}>{message.link.label}</a>}
            <button type="button" className={styles.dismiss} aria-label="Dismiss" onClick={() => setMessage(null)}>
              ×
            </button>
          </p>
        )}
      </div>
    </AnnounceContext>
  );
}

/** For what succeeded; what failed is said beside the thing that failed. */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
