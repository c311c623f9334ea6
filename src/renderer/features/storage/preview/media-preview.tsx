import { useState } from 'react';
import styles from './preview.module.css';

interface MediaPreviewProps {
  readonly kind: 'image' | 'audio' | 'video';
  readonly url: string;
  readonly name: string;
}

/** The browser reads it in pieces as it needs them: a film begins at once, and can be wound. */
export function MediaPreview({ kind, url, name }: MediaPreviewProps) {
  const [isBroken, setBroken] = useState(false);
  const fail = () => setBroken(true);
  if (isBroken)
    return <p role="alert">It cannot be shown here: it is damaged, or of a kind that browsers do not know.</p>;
  switch (kind) {
    case 'image':
      return <img className={styles.media} src={url} alt={name} onError={fail} />;
    case 'audio':
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- somebody's file: nobody has written captions for it
      return <audio className={styles.sound} src={url} aria-label={name} controls onError={fail} />;
    case 'video':
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- as above
      return <video className={styles.media} src={url} aria-label={name} controls onError={fail} />;
  }
}
