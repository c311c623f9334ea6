import layout from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import type { HostForm } from './host-form.ts';

/** Where a machine is, and as whom it is logged in to. */
export function MachineFields({ form: { draft, change, errors } }: { readonly form: HostForm }) {
  return (
    <div className={layout.pair}>
      <TextField
        label="Address"
        description="A name or an IP address; a name of ~/.ssh/config works too, with all that it says."
        placeholder="server.example.com"
        autoFocus
        value={draft.address}
        onChange={(address) => change({ address })}
        error={errors.address}
      />
      <TextField
        label="Name"
        description="How it is called here. Empty: like its address."
        placeholder={draft.address.trim()}
        value={draft.name}
        onChange={(name) => change({ name })}
        error={errors.name}
      />
      <TextField
        label="User"
        description="Must be allowed to use Docker. Empty: as ssh would choose."
        value={draft.user}
        onChange={(user) => change({ user })}
        error={errors.user}
      />
      <TextField
        label="Port"
        description="Empty: of the SSH configuration, or 22."
        placeholder="22"
        inputMode="numeric"
        value={draft.port}
        onChange={(port) => change({ port })}
        error={errors.port}
      />
      <TextField
        label="Jump host"
        description="Only if the machine is reached through another: user@host:port, commas between several."
        value={draft.jump}
        onChange={(jump) => change({ jump })}
        error={errors.jump}
      />
    </div>
  );
}
