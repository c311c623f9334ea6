// The Environment tab's texts, history and comparison over the world's variables; secrets have one value here.
import { AppError } from '../../../src/contract/app-error.ts';
import type { EnvChange, EnvHistoryEntry, EnvVar } from '../../../src/contract/environment.ts';
import { envPlaceholder } from '../../../src/contract/env-text.ts';
import type { ProjectId } from '../../../src/contract/ids.ts';
import type { Services } from '../../../src/main/api/services.ts';
import { planEdit } from '../../../src/main/features/environment/import.ts';
import { fillTemplate, templateOf } from '../../../src/main/features/environment/template.ts';
import { writeDotenv } from '../../../src/main/features/environment/write-dotenv.ts';

type EnvironmentTexts = Pick<
  Services['environment'],
  'export' | 'history' | 'pending' | 'text' | 'previewEdit' | 'edit' | 'template'
>;

interface EnvironmentWorld {
  readonly variables: EnvVar[];
  readonly check: (call: string) => void;
  readonly put: (id: ProjectId, key: string, value: string, isSecret: boolean) => void;
  readonly remove: (id: ProjectId, key: string) => void;
}

export const SECRET_VALUE = 'sk_live_51Hx0';

export function environmentTexts({ variables, check, put, remove }: EnvironmentWorld): EnvironmentTexts {
  const of = (id: ProjectId) => variables.filter(({ projectId }) => projectId === id);
  const known = (id: ProjectId) =>
    of(id).map(({ key, value, isSecret }) => ({ key, isSecret, value: value ?? SECRET_VALUE }));
  const revision = (id: ProjectId) => JSON.stringify(of(id));
  return {
    export({ id, format, includeSecrets }) {
      check('environment.export');
      const wanted = known(id).filter(({ isSecret }) => includeSecrets || !isSecret);
      const leftOut = known(id).flatMap(({ key, isSecret }) => (isSecret && !includeSecrets ? [key] : []));
      const { text, unwritable } = writeDotenv(wanted);
      const json = JSON.stringify(Object.fromEntries(wanted.map(({ key, value }) => [key, value])));
      return { text: format === 'json' ? json : text, count: wanted.length, leftOut, unwritable: [...unwritable] };
    },
    history: ({ id }) =>
      of(id).map(
        ({ id: variable, key, isSecret, updatedAt }): EnvHistoryEntry => ({
          id: variable,
          key,
          isSecret,
          change: 'changed',
          way: 'set',
          by: 'owner',
          at: updatedAt,
        }),
      ),
    pending: ({ id }) => ({
      hasRelease: true,
      changes: of(id)
        .filter(({ isPending }) => isPending)
        .map(({ key, isSecret }) => ({ key, isSecret, change: 'changed' })),
    }),
    text: ({ id }) => ({
      text: writeDotenv(known(id)).text.replaceAll(SECRET_VALUE, envPlaceholder),
      revision: revision(id),
    }),
    previewEdit: ({ id, text }) => [...planEdit(text, known(id), null).changes],
    edit(input) {
      check('environment.edit');
      if (input.revision !== revision(input.id)) throw new AppError('ENV_CHANGED', {});
      const plan = planEdit(input.text, known(input.id), input.secretKeys);
      for (const key of plan.removed) remove(input.id, key);
      for (const { key, value, isSecret } of plan.variables) put(input.id, key, value, isSecret);
      return [...plan.changes];
    },
    template(input) {
      check('environment.template');
      const filled = fillTemplate(templateOf(input.template), input.values, () => SECRET_VALUE);
      return filled.map(({ key, value, isSecret }): EnvChange => {
        put(input.id, key, value, isSecret);
        return { key, isSecret, change: 'added', reason: null, line: null };
      });
    },
  };
}
