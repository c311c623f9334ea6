import type { ErrorComponentProps } from '@tanstack/react-router';
import { toProblem } from '../lib/problem.ts';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** A mistake of ours in one page leaves the frame and the other pages alive. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <ProblemNotice
      title="This page cannot be shown"
      problem={{ ...toProblem(error), hint: 'Reload it; if it happens again, please report the message above.' }}
      actions={
        <>
          <Button onClick={reset}>Try again</Button>
          <Button onClick={() => location.reload()}>Reload</Button>
        </>
      }
    />
  );
}
