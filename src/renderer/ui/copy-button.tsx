import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

interface CopyButtonProps {
  readonly text: string | (() => Promise<string>);
  readonly label?: string;
  /** What is copied, for a screen reader: `Copy commit`. */
  readonly what?: string;
}

export function CopyButton({ text, label = 'Copy', what }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setState('copied');
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <Button isSmall onClick={() => void copy()} aria-label={what === undefined ? undefined : `${label} ${what}`}>
        {state === 'ready' ? label : state === 'copied' ? 'Copied' : 'Not allowed'}
      </Button>
      <span className="said" role="status">
        {state === 'copied'
          ? 'Copied'
          : state === 'failed'
            ? 'The clipboard refused: select the text and copy it.'
            : ''}
      </span>
    </>
  );
}
