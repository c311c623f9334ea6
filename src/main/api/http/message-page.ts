// A page that says one thing, for a person in front of a browser: in the landing page's manner, without any script.
import type { ErrorBody } from '../../../contract/errors.ts';

export interface MessagePage {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly link?: { readonly href: string; readonly text: string };
}

export function messagePage({ title, paragraphs, link }: MessagePage): string {
  const anchor = link === undefined ? '' : `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a></p>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${escapeHtml(title)} - miniPaaS</title>
    <style>
        body { background-color: #c0c0c0; font-family: "Courier New", monospace; margin: 0; padding: 20px; }
        main { max-width: 600px; margin: 0 auto; background-color: #ffffff; border: 2px solid #000000; padding: 20px; }
        h1 { font-size: 24px; margin: 0 0 20px 0; }
        p { line-height: 1.6; margin: 10px 0; overflow-wrap: anywhere; }
    </style>
</head>
<body>
    <main>
        <h1>${escapeHtml(title)}</h1>
        ${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n        ')}
        ${anchor}
    </main>
</body>
</html>
`;
}

export function errorPage({ code, message, hint }: ErrorBody): string {
  return messagePage({ title: message, paragraphs: [hint, code], link: { href: '/', text: 'Back to miniPaaS' } });
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
