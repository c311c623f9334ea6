import '../ui/theme.css';
import '../ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from '../api/api-context.tsx';
import { createApi } from '../api/client.ts';
import { createErrorNewsFeed } from '../api/error-news.ts';
import { startLive } from '../api/live.ts';
import { createQueryClient } from '../api/query-client.ts';
import { ErrorNews } from '../features/error-groups/error-news.tsx';
import { createTransfers, TransfersProvider } from '../features/storage/transfers/transfers-context.tsx';
import { desktopBridge } from '../lib/bridge.ts';
import { Announcer } from '../ui/announcer.tsx';
import { ShortcutProvider } from '../ui/shortcuts.tsx';
import { applyTheme, readTheme } from '../ui/theme.ts';
import { createAppRouter } from './router.tsx';
import { watchForSleep } from './watch-for-sleep.ts';

applyTheme(readTheme());
const api = createApi();
const cache = createQueryClient();
const transfers = createTransfers(api);
const router = createAppRouter();
const errorNews = createErrorNewsFeed();
startLive({ api, cache, onErrorNews: errorNews.publish });
watchForSleep(api);
desktopBridge()?.onOpen((address) => router.history.push(address));

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no element "root".');
createRoot(container).render(
  <StrictMode>
    <ApiProvider api={api}>
      <QueryClientProvider client={cache}>
        <ShortcutProvider>
          <Announcer>
            <ErrorNews feed={errorNews} />
            <TransfersProvider source={transfers}>
              <RouterProvider router={router} />
            </TransfersProvider>
          </Announcer>
        </ShortcutProvider>
      </QueryClientProvider>
    </ApiProvider>
  </StrictMode>,
);
