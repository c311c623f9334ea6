import { describe, expect, it } from 'vitest';
import { errorPage, messagePage } from './message-page.ts';

describe('messagePage', () => {
  it('shows texts as texts', () => {
    const page = messagePage({ title: '<b>"x"</b>', paragraphs: ["<script>'&"], link: { href: '/?a="', text: '<i>' } });
    expect(page).toContain('<h1>&lt;b&gt;&quot;x&quot;&lt;/b&gt;</h1>');
    expect(page).toContain('<p>&lt;script&gt;&#39;&amp;</p>');
    expect(page).toContain('<a href="/?a=&quot;">&lt;i&gt;</a>');
    expect(page).not.toContain('<script');
  });
});

describe('errorPage', () => {
  it('says what happened, what to do, and the code', () => {
    const page = errorPage({ code: 'FORBIDDEN', message: 'You may not log in here.', hint: 'Ask an owner.' });
    for (const text of ['You may not log in here.', 'Ask an owner.', 'FORBIDDEN', 'href="/"']) {
      expect(page).toContain(text);
    }
  });
});
