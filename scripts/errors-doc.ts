// Writes docs/errors.md from the error table, so that the two cannot say different things: `node scripts/errors-doc.ts`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCatalog } from '../src/contract/errors.ts';
import { fillIn, recognisers } from '../src/main/features/deployments/explain/explain.ts';

export const errorsDocFile = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

/** Stands for any parameter of a message: prints its own name, as a text or as a list. */
function placeholder(name: string): object {
  const text = `*${name}*`;
  return { toString: () => text, join: () => text, replace: () => text, slice: () => placeholder(name), length: 1 };
}

const anyParams = new Proxy({}, { get: (_target, name) => placeholder(String(name)) });

/** One row for each failure that is recognised in a log. */
function failureRows(): readonly string[] {
  return recognisers.map(({ id, title, cause, fix }) => {
    const cells = [title, cause, fix].map((text) =>
      fillIn(text, (name) => (text.includes(`{${name}|`) ? undefined : `*${name}*`)).replaceAll('|', '\\|'),
    );
    return `| <a id="${id}"></a>${cells.join(' | ')} |`;
  });
}

export function errorsDoc(): string {
  const rows = Object.entries(errorCatalog).map(([code, entry]) => {
    const { message, hint } = entry as unknown as Record<'message' | 'hint', (params: object) => string>;
    const isTransient = 'isTransient' in entry && entry.isTransient === true;
    const cells = [`\`${code}\``, String(entry.status), message(anyParams), hint(anyParams), isTransient ? 'yes' : ''];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return `# Errors

Every error of miniPaaS has a code, a sentence and a next step. The code never changes its meaning; scripts may rely on it.
The REST API answers with \`{"code", "message", "hint", "field"?, "details"?}\` and the status below. A deployment keeps its error
as \`errorCode\`, \`errorMessage\` and \`errorHint\`; one that is *tried again* goes back to the queue by itself, up to four
times, each time after a longer pause.

This page is written from \`src/contract/errors.ts\` by \`node scripts/errors-doc.ts\`; a test compares them.

| Code | Status | What happened | What to do | Tried again |
|---|---|---|---|---|
${rows.join('\n')}

## Known failures

When a deployment fails, the end of the log of the stage that failed is compared with this table; when an application that served ends or crashes again and
again, the last lines of its runtime log are, the newest first. What is recognised stands beside the
error: in the dashboard with a link to its line, on the command line, and as \`explanation\` of the deployment in the REST API
(\`id\`, \`title\`, \`cause\`, \`fix\`, \`log\`, \`lines\`, \`step\`, \`docsAnchor\`). A failure that is not in the table keeps its error and the last lines of its log.

| What happened | Why | What puts it right |
|---|---|---|
${failureRows().join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(errorsDocFile, errorsDoc());
}
