import { useState } from 'react';

/** Rows are 1.25 rem high, as `.row` in log.module.css says; a rem is what the reader's own font size makes it. */
export function useLineHeight(): number {
  const [height] = useState(() =>
    Math.round(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.25),
  );
  return height;
}
