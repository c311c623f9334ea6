import { QueryClient } from '@tanstack/react-query';

/**
 * Events keep the data fresh, so nothing is read again on a timer or when the window gets the focus; after a lost connection
 * everything is. Errors are shown at once with what to do: trying again in silence would only delay that.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
