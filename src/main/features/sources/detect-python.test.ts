import { describe, expect, it } from 'vitest';
import { detect, type Files, instructions } from '../../../../tests/support/detecting.ts';
import type { Detection } from '../../../contract/sources.ts';

describe('Python', () => {
  it.each<[string, Files, Partial<Detection>, string]>([
    [
      'FastAPI with uv',
      {
        'pyproject.toml': '[project]\nrequires-python=">=3.11,<3.13"\ndependencies=["fastapi"]',
        'uv.lock': '',
        'src/main.py': 'api = FastAPI()',
      },
      { framework: 'FastAPI', packageManager: 'uv', runtimeVersion: '3.12' },
      'CMD ["sh", "-c", "exec uvicorn main:api --app-dir src --host 0.0.0.0 --port \\"$PORT\\""]',
    ],
    [
      'FastAPI with its server',
      { 'requirements.txt': 'fastapi\nuvicorn[standard]\n', 'app/main.py': 'app: FastAPI = FastAPI()' },
      {},
      'RUN pip install --no-cache-dir -r requirements.txt',
    ],
    [
      'Django',
      {
        'requirements.txt': 'Django\ngunicorn\nwhitenoise',
        'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')",
        'site1/settings.py': 'STATIC_ROOT = "x"',
        'site1/wsgi.py': '',
      },
      { framework: 'Django' },
      'CMD ["sh", "-c", "exec gunicorn site1.wsgi:application"]',
    ],
    [
      'Django beside package.json',
      { 'manage.py': '', 'package.json': '{"scripts":{"build":"tailwind"}}' },
      { framework: 'Django', kind: 'python' },
      'CMD ["sh", "-c", "exec gunicorn config.wsgi:application"]',
    ],
    [
      'a Flask factory',
      { 'requirements.txt': 'flask', 'shop/__init__.py': 'def create_app(config=None):' },
      { framework: 'Flask' },
      `CMD ["sh", "-c", "exec gunicorn 'shop:create_app()'"]`,
    ],
    [
      'Streamlit',
      { 'requirements.txt': 'streamlit==1.40', 'app.py': 'import streamlit' },
      { framework: 'Streamlit' },
      'CMD ["sh", "-c", "exec streamlit run app.py --server.port \\"$PORT\\" --server.address 0.0.0.0 --server.headless true --browser.gatherUsageStats false"]',
    ],
    [
      'poetry',
      {
        'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.10"\nflask = "*"\ngunicorn = "*"',
        'poetry.lock': '',
        'app.py': 'app = Flask(__name__)',
      },
      { packageManager: 'poetry', runtimeVersion: '3.13' },
      'COPY pyproject.toml poetry.lock ./',
    ],
    [
      'pipenv',
      {
        Pipfile: '[packages]\nflask = "*"\n[requires]\npython_version = "3.11"',
        'Pipfile.lock': '{}',
        'app.py': 'app = Flask(__name__)',
      },
      { packageManager: 'pipenv', runtimeVersion: '3.11' },
      'COPY Pipfile Pipfile.lock ./',
    ],
    [
      'requirements in pyproject.toml',
      { 'pyproject.toml': '[project]\nname = "x"\ndependencies = []', 'main.py': 'run(port=5005)' },
      { framework: 'Python', port: 5005 },
      `RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project'].get('dependencies', []), sep='\\n')" > /tmp/requirements.txt && pip install --no-cache-dir -r /tmp/requirements.txt`,
    ],
    [
      'a package of its own',
      { 'pyproject.toml': '[project]\nname = "x"\n[build-system]\nrequires = ["hatchling"]', 'main.py': '' },
      {},
      'RUN pip install --no-cache-dir .',
    ],
    [
      'a Procfile',
      { 'requirements.txt': 'flask', Procfile: 'web: gunicorn -b 0.0.0.0:$PORT x:y' },
      { framework: 'Flask', port: 3000 },
      'CMD ["sh", "-c", "exec gunicorn -b 0.0.0.0:$PORT x:y"]',
    ],
    [
      'a lone file',
      { 'main.py': 'os.environ.get("PORT", 7000)' },
      { framework: 'Python', packageManager: null, port: 7000 },
      'CMD ["sh", "-c", "exec python main.py"]',
    ],
    [
      '.python-version',
      { 'requirements.txt': '', '.python-version': '3.11.4\n', 'app.py': '' },
      { runtimeVersion: '3.11' },
      'FROM python:3.11-slim',
    ],
  ])('%s', async (_, files, expected, line) => {
    const found = await detect(files);
    expect(found).toMatchObject({ kind: 'python', ...expected });
    expect(instructions(found)).toContain(line);
  });

  it('installs the missing server with the project’s own manager', async () => {
    const found = await detect({
      'pyproject.toml': '[project]\ndependencies=["fastapi"]',
      'uv.lock': '',
      'main.py': 'app = FastAPI()',
    });
    expect(found.dockerfile).toContain(
      'RUN VIRTUAL_ENV=/opt/venv uv pip install --no-cache "uvicorn[standard]>=0.30,<1"',
    );
  });

  it('names the line of broken TOML', async () => {
    await expect(detect({ 'pyproject.toml': '[project\n', 'main.py': '' })).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('line 1'),
    });
  });
});
