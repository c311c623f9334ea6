import { type Ref, type SyntheticEvent, useRef } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import layout from '../../ui/form.module.css';
import { Notice } from '../../ui/notice.tsx';
import { ConnectStages } from './connect-stages.tsx';
import { Elapsed } from './elapsed.tsx';
import { HostProblem } from './host-key-question.tsx';
import { LoginFields } from './login-fields.tsx';
import { MachineFields } from './machine-fields.tsx';
import { Shown } from './shown.tsx';
import { useAddHost } from './use-add-host.ts';

type Form = ReturnType<typeof useAddHost>;

export function AddHostDialog({ onClose }: { readonly onClose: () => void }) {
  const announce = useAnnounce();
  const secret = useRef<HTMLInputElement>(null);
  const form = useAddHost(secret, (host: Host) => {
    announce(`${host.name} is added and ${host.status}.`);
    onClose();
  });
  const testButton = useRef<HTMLButtonElement>(null);
  const trust = (fingerprint: string) => {
    // The button that was pressed goes with the question.
    testButton.current?.focus();
    form.trust(fingerprint);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    form.add();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isWide
      title="Add host"
      footer={<Footer form={form} testButton={testButton} onClose={onClose} />}
    >
      <form id="add-host" className={layout.stack} onSubmit={submit} noValidate>
        <p>
          A machine with a Docker engine that you can log in to with <code>ssh</code>. Nothing is installed on it.
        </p>
        <MachineFields form={form} />
        <LoginFields form={form} secret={secret} />
      </form>
      {form.result !== null && (
        <Shown>
          {form.result.error === null && <Passed version={form.result.engine?.version} />}
          <ConnectStages result={form.result} onTrust={trust} />
          {/* It could not even begin. */}
          {form.result.error !== null && form.result.stages.length === 0 && (
            <HostProblem problem={form.result.error} onTrust={trust} />
          )}
        </Shown>
      )}
      {form.problem !== null && (
        <Shown>
          <HostProblem problem={form.problem} onTrust={trust} />
        </Shown>
      )}
    </Dialog>
  );
}

function Passed({ version }: { readonly version: string | undefined }) {
  return (
    <Notice tone="ok" title={`The host can be used${version === undefined ? '.' : `: Docker ${version} answers.`}`} />
  );
}

interface FooterProps {
  readonly form: Form;
  readonly testButton: Ref<HTMLButtonElement>;
  readonly onClose: () => void;
}

/** The buttons stay while something is tried, so the focus stays on the one that was pressed. */
function Footer({ form, testButton, onClose }: FooterProps) {
  const isEmpty = form.draft.address.trim() === '';
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      {form.busy !== null && (
        <>
          <Elapsed since={form.since} what={`${form.busy === 'test' ? 'Testing' : 'Adding'} the connection`} />
          <Button onClick={form.stop}>Stop</Button>
        </>
      )}
      <Button ref={testButton} onClick={form.test} disabled={isEmpty} busy={form.busy === 'test' && 'Testing…'}>
        Test
      </Button>
      <Button kind="primary" type="submit" form="add-host" disabled={isEmpty} busy={form.busy === 'add' && 'Adding…'}>
        Add
      </Button>
    </>
  );
}
