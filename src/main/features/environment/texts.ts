// All variables as one text: imported, edited as a whole, exported.
import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/app-error.ts';
import { envPlaceholder } from '../../../contract/env-text.ts';
import type { EnvChange, EnvExport } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { type EditPlan, planEdit, planImport } from './import.ts';
import type { EnvVarStore, SecretBox } from './ports.ts';
import { type ByProject, type ByUser, contextOf, type StoredVariables } from './stored-variables.ts';
import { writeDotenv, writeValue } from './write-dotenv.ts';

interface TextsDeps {
  readonly store: EnvVarStore;
  readonly box: SecretBox;
  readonly stored: StoredVariables;
  readonly checkProject: (id: ProjectId) => void;
}

type WithText = ByProject & { readonly text: string };
type WithSecrets = WithText & { readonly secretKeys: readonly string[] };

export function createTexts({ store, box, stored, checkProject }: TextsDeps) {
  async function known({ id, text }: WithText) {
    checkProject(id);
    if (text.includes('\0')) {
      const problem = 'the text has zero bytes: it is UTF-16, or no text at all';
      throw new AppError('VALIDATION_FAILED', { field: 'text', problem }, { field: 'text' });
    }
    return stored.openAll(id);
  }

  /** Changes with each change of a variable, also by somebody else. */
  function revisionOf(id: ProjectId): string {
    const rows = store.list(id).map(({ key, value, isSecret, scope }) => [key, value, isSecret, scope]);
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  }

  return {
    async previewImport(input: WithText): Promise<EnvChange[]> {
      return [...planImport(input.text, await known(input), null).changes];
    },
    async import(input: WithSecrets, { userId }: ByUser): Promise<EnvChange[]> {
      const { changes, variables } = planImport(input.text, await known(input), input.secretKeys);
      if (variables.length > 0) {
        await stored.change(input.id, { put: variables, remove: [] }, { userId, way: 'import' });
      }
      return [...changes];
    },
    async export({
      id,
      format,
      includeSecrets,
    }: ByProject & { readonly format: 'env' | 'json'; readonly includeSecrets: boolean }): Promise<EnvExport> {
      checkProject(id);
      const rows = store.list(id);
      const wanted = rows.filter(({ isSecret }) => includeSecrets || !isSecret);
      const leftOut = rows.filter((row) => !wanted.includes(row)).map(({ key }) => key);
      const variables = await Promise.all(
        wanted.map(async ({ key, value, isSecret }) => ({
          key,
          // One that cannot be opened is said, not left out in silence.
          value: isSecret ? await box.open(value, contextOf(id, key)) : value,
        })),
      );
      if (format === 'json') {
        const text = `${JSON.stringify(Object.fromEntries(variables.map(({ key, value }) => [key, value])), null, 2)}\n`;
        return { text, count: variables.length, leftOut, unwritable: [] };
      }
      const { text, unwritable } = writeDotenv(variables);
      const hidden = leftOut.map((key) => `# ${key} is a secret and was left out\n`).join('');
      return { text: text + hidden, count: variables.length - unwritable.length, leftOut, unwritable: [...unwritable] };
    },
    text({ id }: ByProject): { text: string; revision: string } {
      checkProject(id);
      const lines = store
        .list(id)
        .map(
          ({ key, value, isSecret }) => `${key}=${isSecret ? envPlaceholder : (writeValue(value) ?? envPlaceholder)}\n`,
        );
      return { text: lines.join(''), revision: revisionOf(id) };
    },
    async previewEdit(input: WithText): Promise<EnvChange[]> {
      return [...planEdit(input.text, await known(input), null).changes];
    },
    async edit(input: WithSecrets & { readonly revision: string }, { userId }: ByUser): Promise<EnvChange[]> {
      const plan = planEdit(input.text, await known(input), input.secretKeys);
      refuseUnreadable(plan);
      const check = () => {
        if (revisionOf(input.id) !== input.revision) {
          throw new AppError('ENV_CHANGED', {});
        }
      };
      check();
      const remove = store
        .list(input.id)
        .filter(({ key }) => plan.removed.includes(key))
        .map(({ id }) => id);
      if (plan.variables.length + remove.length > 0) {
        await stored.change(input.id, { put: plan.variables, remove }, { userId, way: 'edit' }, check);
      }
      return [...plan.changes];
    },
  };
}

/** A line that cannot be read would delete the variable that it was meant for. */
function refuseUnreadable({ changes }: EditPlan): void {
  const invalid = changes.find(({ change }) => change === 'invalid');
  if (invalid !== undefined) {
    const problem = `line ${invalid.line ?? '?'} (${invalid.key}): ${invalid.reason ?? ''}`;
    throw new AppError('VALIDATION_FAILED', { field: 'text', problem }, { field: 'text' });
  }
}
