// The Chromium page behind a window: the preload in a world of its own, own schemes answered by the program, and every
// navigation asked for first.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { CDPSession, Page, Route } from 'playwright-core';
import { fromHttp, toHttp } from './addresses.ts';
import { newPage } from './chromium.ts';
import { recorded } from './observed.ts';
import type { PageMessage } from './page/preload-electron.ts';
import { mainWorldSource, preloadSource } from './page/sources.ts';
import { fetchOwn } from './protocol.ts';
import { colorScheme, followTheme } from './native-theme.ts';
import type { WebContents } from './web-contents.ts';

const WORLD = 'electron-preload';
const BINDING = '__electronToMain';

export interface WindowPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** What the program itself loads, which nobody is asked about. */
  load(url: string): Promise<void>;
}

interface WindowPageOptions {
  readonly contents: WebContents;
  readonly bounds: { readonly width: number; readonly height: number };
  readonly preload: string | undefined;
}

export async function openPage({ contents, bounds, preload }: WindowPageOptions): Promise<WindowPage> {
  const page = await newPage();
  await page.setViewportSize({ width: bounds.width, height: bounds.height });
  const theme = (): Promise<void> => page.emulateMedia({ colorScheme: colorScheme() });
  await theme();
  page.on(
    'close',
    followTheme(() => void theme().catch(() => undefined)),
  );

  const cdp = await page.context().newCDPSession(page);
  contents.attach(page, cdp);
  cdp.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name === WORLD) contents.enterContext(context.id);
  });
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => contents.leaveContext(executionContextId));
  cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === BINDING) contents.fromPage(JSON.parse(payload) as PageMessage);
  });
  cdp.on('Page.windowOpen', ({ url }) => contents.windowOpened(url));
  await cdp.send('Runtime.enable');
  await cdp.send('Page.enable');
  await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource });
  const code = preload === undefined ? '' : preloadSource(readFileSync(preload, 'utf8'), pathToFileURL(preload).href);
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: code });

  let isLoading = false;
  await page.route(
    () => true,
    (route) => answer(route, contents, () => isLoading),
  );
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) recorded(() => undefined);
  });
  page.on('load', () => contents.emit('did-finish-load'));
  page.on('crash', () => contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
  page.on('download', (download) => {
    const item = {
      getFilename: () => download.suggestedFilename(),
      setSaveDialogOptions: (options: Electron.SaveDialogOptions) =>
        recorded((into) => into.downloads.push(options.defaultPath ?? '')),
    };
    contents.session.emit('will-download', {}, item, contents.self());
  });

  return {
    page,
    cdp,
    async load(url) {
      isLoading = true;
      try {
        await page.goto(toHttp(url));
      } catch (error) {
        const [name = 'ERR_FAILED'] = /ERR_\w+/.exec(String(error)) ?? [];
        contents.emit('did-fail-load', {}, name === 'ERR_ABORTED' ? -3 : -2, name, url, true);
        throw new Error(`${name} (-2) loading '${url}'`, { cause: error });
      } finally {
        isLoading = false;
      }
    },
  };
}

async function answer(route: Route, contents: WebContents, isLoading: () => boolean): Promise<void> {
  const request = route.request();
  const url = fromHttp(request.url());
  const isMainFrame = request.isNavigationRequest() && request.frame().parentFrame() === null;
  if (isMainFrame && !isLoading() && contents.isNavigationRefused(url)) {
    await route.abort('aborted');
    return;
  }
  if (url === request.url()) {
    await route.continue();
    return;
  }
  const body = request.postDataBuffer();
  const response = await fetchOwn(
    new Request(url, {
      method: request.method(),
      headers: request.headers(),
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    }),
  );
  if (response === null) await route.abort('addressunreachable');
  else {
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }
}
