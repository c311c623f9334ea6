import { useMemo } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { type TerminalPlace, TerminalView } from '../../features/terminals/terminal-view.tsx';
import { useProject } from './project-context.ts';

export function TerminalPage() {
  const { client } = useApi();
  const { id, name, runState } = useProject();
  const place: TerminalPlace = useMemo(
    () => ({
      where: `the container of ${name}`,
      has: (terminal) => terminal.project?.id === id,
      open: (size) => client.terminals.openInProject({ id, ...size }),
      obstacle: runState === 'running' ? null : <p>It does not run now. Start or deploy it, then open one.</p>,
      note: 'A shell beside the application, as its user: bash where the image has it, else sh.',
    }),
    [client, id, name, runState],
  );
  return <TerminalView key={id} place={place} />;
}
