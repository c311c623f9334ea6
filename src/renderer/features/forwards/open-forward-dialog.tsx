import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Forward } from '../../../contract/forwards.ts';
import { formProblem } from '../../lib/form-problem.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { parsePort } from './parse-port.ts';

export interface OpenForwardInput {
  readonly port: number;
  readonly localPort: number | undefined;
  readonly address: string | undefined;
}

interface OpenForwardDialogProps {
  readonly where: string;
  readonly hasAddress: boolean;
  readonly suggestedPort: number | undefined;
  readonly open: (input: OpenForwardInput) => Promise<Forward>;
  readonly onClose: () => void;
  readonly onOpened: (forward: Forward) => void;
}

const needed = 'Enter a port from 1 to 65535.';

export function OpenForwardDialog(props: OpenForwardDialogProps) {
  const { where, hasAddress, suggestedPort, open, onClose, onOpened } = props;
  const [port, setPort] = useState(suggestedPort === undefined ? '' : String(suggestedPort));
  const [localPort, setLocalPort] = useState('');
  const [address, setAddress] = useState('');
  const [isTried, setTried] = useState(false);
  const opening = useMutation({ mutationFn: open, onSuccess: onOpened });
  const problem = formProblem(opening.error, ['port', 'localPort', ...(hasAddress ? (['address'] as const) : [])]);
  const wanted = parsePort(port);
  const wantedHere = localPort.trim() === '' ? undefined : parsePort(localPort);

  const submit = () => {
    setTried(true);
    if (wanted === null || wantedHere === null) return;
    opening.mutate({
      port: wanted,
      localPort: wantedHere,
      address: address.trim() === '' ? undefined : address.trim(),
    });
  };
  return (
    <FormDialog
      title="Open a port"
      action="Open"
      busy={opening.isPending && 'Opening…'}
      problem={problem.rest}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Port"
        description={`On which something listens in ${where}; it need not be published.`}
        inputMode="numeric"
        autoFocus
        value={port}
        onChange={setPort}
        error={isTried && wanted === null ? needed : problem.errorOf('port')}
      />
      {hasAddress && (
        <TextField
          label="Address"
          description="As that host sees it, for another machine of its network. Empty: the host itself."
          placeholder="127.0.0.1"
          value={address}
          onChange={setAddress}
          error={problem.errorOf('address')}
        />
      )}
      <TextField
        label="Port here"
        description="On the machine that miniPaaS runs on. Empty: the same number where it is free, else a free one."
        inputMode="numeric"
        value={localPort}
        onChange={setLocalPort}
        error={isTried && wantedHere === null ? needed : problem.errorOf('localPort')}
      />
    </FormDialog>
  );
}
