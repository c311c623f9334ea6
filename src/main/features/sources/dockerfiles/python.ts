import type { DeclaredSteps } from '../found-project.ts';
import type { PythonApplication } from '../python-application.ts';
import type { PythonProject } from '../python-project.ts';
import { buildSteps, dockerfile, heading, json, runWithSecrets, secretsArgument, USER } from './layout.ts';

export interface PythonPlan {
  readonly project: PythonProject | null;
  readonly application: PythonApplication;
  readonly image: string;
  readonly port: number;
  readonly declared: DeclaredSteps;
  /** Secrets of the build. */
  readonly secrets: readonly string[];
}

export function pythonDockerfile({ project, application, image, port, declared, secrets }: PythonPlan): string {
  const needsSource = project?.needsSourceToInstall === true;
  const what = `${application.framework}${project === null ? '' : ` with ${project.manager}`}`;
  const steps = buildSteps(declared, application.prepare, secrets, { uid: USER.split(':')[0] ?? null });
  return dockerfile(
    heading(what),
    `FROM ${image} AS build`,
    '# The packages go into an environment of their own, which is all that is taken over.',
    'RUN python -m venv /opt/venv',
    project?.setup != null && `RUN ${project.setup}`,
    'ENV PATH=/opt/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1',
    'WORKDIR /app',
    secretsArgument(secrets),
    project !== null && [
      needsSource ? 'COPY . .' : `COPY ${project.manifests.join(' ')} ./`,
      runWithSecrets(project.install, secrets),
    ],
    application.server !== null && [
      '# The project names no server for production.',
      runWithSecrets(installServer(project, application.server), secrets),
    ],
    '',
    `FROM ${image}`,
    'COPY --from=build /opt/venv /opt/venv',
    `ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp PORT=${port}`,
    'WORKDIR /app',
    '# The program may write below its own directory, and is not root.',
    `RUN chown ${USER} /app`,
    `COPY --chown=${USER} . ./`,
    `USER ${USER}`,
    steps !== false && secretsArgument(secrets),
    steps,
    `EXPOSE ${port}`,
    '# exec: the program takes the place of the shell and gets the signals.',
    `CMD ${json(['sh', '-c', `exec ${application.command}`])}`,
  );
}

/** uv makes an environment without pip. */
function installServer(project: PythonProject | null, server: string): string {
  return project?.manager === 'uv'
    ? `VIRTUAL_ENV=/opt/venv uv pip install --no-cache "${server}"`
    : `pip install --no-cache-dir "${server}"`;
}
