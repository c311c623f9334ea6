import type { MouseEvent, ReactNode } from 'react';
import { desktopBridge, openExternal } from '../lib/bridge.ts';

interface ExternalLinkProps {
  readonly href: string;
  readonly children?: ReactNode;
  readonly className?: string;
}

/** Opens beside the dashboard: in a new tab, or from the desktop in the person's browser. */
export function ExternalLink({ href, children, className }: ExternalLinkProps) {
  const open = (event: MouseEvent) => {
    if (desktopBridge() === undefined) return;
    event.preventDefault();
    openExternal(href);
  };
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={className} onClick={open}>
      {children ?? href.replace(/^https?:\/\//, '').replace(/\/$/, '')}
      <span className="said"> (opens outside the dashboard)</span>
    </a>
  );
}
