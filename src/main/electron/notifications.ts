import { Notification } from 'electron';
import type { News } from './deployment-news.ts';

export interface Notifier {
  show(news: News, onClick: () => void): void;
}

export function createNotifier(): Notifier {
  // An object that nobody holds is collected, and its click with it.
  const shown = new Set<Notification>();
  return {
    show({ title, body }, onClick) {
      if (!Notification.isSupported()) return;
      const notification = new Notification({ title, body });
      const forget = (): void => {
        shown.delete(notification);
      };
      notification.once('click', () => {
        forget();
        onClick();
      });
      notification.once('close', forget);
      notification.once('failed', forget);
      shown.add(notification);
      notification.show();
    },
  };
}
