import { type SyntheticEvent, useRef } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import layout from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { Elapsed } from './elapsed.tsx';
import { HostProblem } from './host-key-question.tsx';
import styles from './hosts.module.css';
import { LoginFields } from './login-fields.tsx';
import { MachineFields } from './machine-fields.tsx';
import { Shown } from './shown.tsx';
import { useEditHost } from './use-edit-host.ts';

interface EditHostDialogProps {
  readonly host: Host;
  readonly onClose: () => void;
}

export function EditHostDialog({ host, onClose }: EditHostDialogProps) {
  const announce = useAnnounce();
  const secret = useRef<HTMLInputElement>(null);
  const saveButton = useRef<HTMLButtonElement>(null);
  const onSaved = (saved: Host) => {
    announce(`${saved.name} is saved and ${saved.status}.`);
    onClose();
  };
  const form = useEditHost(host, secret, onSaved, onClose);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    form.save();
  };
  const trust = (fingerprint: string) => {
    // The button that was pressed goes with the question.
    saveButton.current?.focus();
    form.trust(fingerprint);
  };
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      {form.isBusy && (
        <>
          <Elapsed since={form.since} what="Trying the connection" />
          <Button onClick={form.stop}>Stop</Button>
        </>
      )}
      <Button ref={saveButton} kind="primary" type="submit" form="edit-host" busy={form.isBusy && 'Saving…'}>
        Save
      </Button>
    </>
  );
  return (
    <Dialog isOpen onClose={onClose} isWide={host.kind === 'ssh'} title={`Edit ${host.name}`} footer={footer}>
      <form id="edit-host" className={layout.stack} onSubmit={submit} noValidate>
        {host.kind === 'local' ? (
          <TextField
            label="Name"
            description="How this machine is called here."
            autoFocus
            value={form.draft.name}
            onChange={(name) => form.change({ name })}
            error={form.errors.name}
          />
        ) : (
          <>
            <p>
              A change of the login is tried before it is kept. Applications on the host go on running meanwhile; a
              deployment under way is tried again.
            </p>
            <MachineFields form={form} />
            <LoginFields form={form} secret={secret} isKept={form.isKept} />
          </>
        )}
      </form>
      {form.problem !== null && (
        <Shown>
          <HostProblem problem={form.problem} onTrust={trust} />
          {host.kind === 'ssh' && (
            <p className={styles.instead}>
              Nothing was changed. <Button onClick={form.keep}>Keep the change all the same</Button>
            </p>
          )}
        </Shown>
      )}
    </Dialog>
  );
}
