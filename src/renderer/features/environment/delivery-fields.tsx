import type { EnvDelivery, EnvSignal } from '../../../contract/environment.ts';
import { SelectField } from '../../ui/select-field.tsx';

export interface Delivery {
  readonly delivery: EnvDelivery;
  readonly signal: EnvSignal | null;
}

interface DeliveryFieldsProps {
  /** What it is called, as far as it has a name yet. */
  readonly name: string;
  readonly value: Delivery;
  readonly onChange: (value: Delivery) => void;
}

const deliveries = [
  { value: 'variable', label: 'an environment variable' },
  { value: 'file', label: 'a file' },
] as const;

const signals = [
  { value: 'none', label: 'nothing' },
  { value: 'SIGHUP', label: 'SIGHUP' },
  { value: 'SIGUSR1', label: 'SIGUSR1' },
  { value: 'SIGUSR2', label: 'SIGUSR2' },
] as const;

/** How the application finds a secret, and how it hears that its value is another one. */
export function DeliveryFields({ name, value: { delivery, signal }, onChange }: DeliveryFieldsProps) {
  const named = name === '' ? 'NAME' : name;
  return (
    <>
      <SelectField
        label="Delivered as"
        description={
          delivery === 'file'
            ? `The application reads /run/secrets/${named}, whose path is in ${named}_FILE. A new value is there at once, without a new release.`
            : 'A new value takes a new release, of the same image.'
        }
        value={delivery}
        options={deliveries}
        onChange={(chosen) => onChange({ delivery: chosen, signal })}
      />
      {delivery === 'file' && (
        <SelectField
          label="Sent when it changes"
          description={
            signal === null
              ? 'The application looks at the file by itself, or when it starts.'
              : 'A program that does not handle the signal ends, and its restart policy starts it again.'
          }
          value={signal ?? 'none'}
          options={signals}
          onChange={(chosen) => onChange({ delivery, signal: chosen === 'none' ? null : chosen })}
        />
      )}
    </>
  );
}
