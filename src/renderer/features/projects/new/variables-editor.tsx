import { Button } from '../../../ui/button.tsx';
import { countOf } from '../../../lib/numbers.ts';
import layout from '../../../ui/form.module.css';
import { Tick } from '../../../ui/tick.tsx';
import type { VariableDraft } from './draft.ts';
import styles from './new-project.module.css';

interface VariablesEditorProps {
  readonly variables: readonly VariableDraft[];
  readonly onChange: (variables: readonly VariableDraft[]) => void;
}

/** Variables for the first deployment: those the code reads are there already and only want a value. */
export function VariablesEditor({ variables, onChange }: VariablesEditorProps) {
  const change = (at: number, part: Partial<VariableDraft>) =>
    onChange(variables.map((variable, index) => (index === at ? { ...variable, ...part } : variable)));
  return (
    <div className={layout.stack}>
      <p className={styles.soft}>
        {variables.length === 0
          ? 'The code reads no variable that we found. Others can be added here or later.'
          : `${countOf(variables.length, 'variable')}. Those left without a value are not set.`}
      </p>
      {variables.map((variable, index) => (
        // Rows have no identity but their place: two may have the same name while one types.
        <fieldset key={index} className={styles.variable}>
          <legend className="said">{variable.key === '' ? `Variable ${index + 1}` : variable.key}</legend>
          <input
            className={styles.cellInput}
            aria-label="Variable name"
            placeholder="NAME"
            spellCheck={false}
            value={variable.key}
            onChange={(event) => change(index, { key: event.target.value })}
          />
          <input
            className={styles.cellInput}
            aria-label={`Value of ${variable.key === '' ? `variable ${index + 1}` : variable.key}`}
            placeholder="value"
            type={variable.isSecret ? 'password' : 'text'}
            autoComplete="off"
            spellCheck={false}
            value={variable.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <Tick label="secret" isOn={variable.isSecret} onChange={(isSecret) => change(index, { isSecret })} />
          <span className={styles.foundAt}>{variable.foundAt ?? ''}</span>
          <Button
            isSmall
            aria-label={`Leave out ${variable.key === '' ? `variable ${index + 1}` : variable.key}`}
            onClick={() => onChange(variables.filter((_, other) => other !== index))}
          >
            ×
          </Button>
        </fieldset>
      ))}
      <div>
        <Button
          isSmall
          onClick={() => onChange([...variables, { key: '', value: '', isSecret: false, foundAt: null }])}
        >
          Add a variable
        </Button>
      </div>
    </div>
  );
}
