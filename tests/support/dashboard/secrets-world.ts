// Shared secrets and logins of registries, in memory.
import { AppError } from '../../../src/contract/app-error.ts';
import type { EnvVar } from '../../../src/contract/environment.ts';
import type { RegistryId, SharedSecretId } from '../../../src/contract/ids.ts';
import type { Project } from '../../../src/contract/projects.ts';
import type { Registry } from '../../../src/contract/registries.ts';
import type { SharedSecret } from '../../../src/contract/shared-secrets.ts';
import type { Services } from '../../../src/main/api/services.ts';
import { ago, makeVariable } from './data.ts';

const HOUR = 3_600_000;

interface SecretsWorld {
  readonly check: (call: string) => void;
  readonly projects: () => readonly Project[];
  readonly variables: EnvVar[];
}

export function secretsWorld({
  check,
  projects,
  variables,
}: SecretsWorld): Pick<Services, 'sharedSecrets' | 'registries'> {
  const registries: Registry[] = [
    { id: 1 as RegistryId, address: 'ghcr.io', username: 'ada', createdAt: ago(9 * HOUR), updatedAt: ago(9 * HOUR) },
  ];
  const secrets: SharedSecret[] = [];

  /** The first time somebody looks: two of them, one stopped half-way. */
  function all(): SharedSecret[] {
    const [one, two, three] = projects();
    if (secrets.length === 0 && one !== undefined && two !== undefined && three !== undefined) {
      const step = (project: Project) => ({
        projectId: project.id,
        projectName: project.name,
        status: 'done' as const,
        deploymentId: null,
        problem: null,
      });
      const user = ({ id, name }: Project, at: number) => ({
        projectId: id,
        projectName: name,
        variableId: (900 + at) as EnvVar['id'],
        key: 'SMTP_PASSWORD',
        isPending: false,
      });
      secrets.push(
        {
          id: 1 as SharedSecretId,
          name: 'SMTP_PASSWORD',
          note: 'The mail relay of all shops',
          usedBy: [one, two, three].map(user),
          hasFormer: true,
          createdAt: ago(90 * HOUR),
          rotatedAt: ago(2),
          rollout: {
            status: 'failed',
            steps: [
              step(one),
              {
                ...step(two),
                status: 'failed',
                problem: 'The application exited with code 1 before it was ready. Its last words: 535 login refused',
              },
              { ...step(three), status: 'waiting' },
            ],
          },
        },
        {
          id: 2 as SharedSecretId,
          name: 'SENTRY_DSN',
          note: '',
          usedBy: [],
          hasFormer: false,
          createdAt: ago(3 * HOUR),
          rotatedAt: null,
          rollout: { status: 'none', steps: [] },
        },
      );
    }
    return secrets;
  }

  function change(id: SharedSecretId, part: Partial<SharedSecret>): SharedSecret {
    const at = all().findIndex((secret) => secret.id === id);
    const before = secrets[at];
    if (before === undefined) throw new AppError('NOT_FOUND', { what: `shared secret ${id}` });
    const after = { ...before, ...part };
    secrets[at] = after;
    return after;
  }

  const rolled = (id: SharedSecretId): SharedSecret => {
    const { rollout } = change(id, { hasFormer: true, rotatedAt: ago(0) });
    const steps = rollout.steps.map((step) => ({ ...step, status: 'done' as const, problem: null }));
    return change(id, { rollout: { status: 'done', steps } });
  };

  return {
    sharedSecrets: {
      list: () => all(),
      create({ name, note }) {
        check('sharedSecrets.create');
        const id = (Math.max(0, ...all().map((secret) => secret.id)) + 1) as SharedSecretId;
        const made: SharedSecret = {
          id,
          name,
          note: note ?? '',
          usedBy: [],
          hasFormer: false,
          createdAt: ago(0),
          rotatedAt: null,
          rollout: { status: 'none', steps: [] },
        };
        secrets.push(made);
        return made;
      },
      remove({ id }) {
        check('sharedSecrets.remove');
        const { name, usedBy } = change(id, {});
        if (usedBy.length > 0) {
          throw new AppError('SHARED_SECRET_IN_USE', {
            name,
            projects: usedBy.map((user) => user.projectName).join(', '),
          });
        }
        secrets.splice(
          secrets.findIndex((secret) => secret.id === id),
          1,
        );
        return { id };
      },
      reveal: () => ({ value: 'canary' }),
      use({ id, projectId, key, delivery = 'variable', signal = null }) {
        check('sharedSecrets.use');
        const { name } = change(id, {});
        const made = makeVariable(variables.length + 100, projectId, key ?? name, {
          value: null,
          isSecret: true,
          shared: { id, name },
          delivery,
          signal,
          isPending: true,
        });
        variables.push(made);
        return made;
      },
      rotate({ id }) {
        check('sharedSecrets.rotate');
        return rolled(id);
      },
      restoreFormer({ id }) {
        check('sharedSecrets.restoreFormer');
        return rolled(id);
      },
      resume({ id }) {
        check('sharedSecrets.resume');
        return rolled(id);
      },
    },
    registries: {
      list: () => registries,
      set({ address, username, password }) {
        check('registries.set');
        if (password === 'wrong') {
          throw new AppError('REGISTRY_LOGIN_REFUSED', { address, username }, { field: 'password' });
        }
        const made = { id: 2 as RegistryId, address, username, createdAt: ago(0), updatedAt: ago(0) };
        registries.push(made);
        return made;
      },
      remove({ id }) {
        check('registries.remove');
        registries.splice(
          registries.findIndex((registry) => registry.id === id),
          1,
        );
        return { id };
      },
    },
  };
}
