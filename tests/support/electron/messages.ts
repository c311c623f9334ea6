// What the process under test and the test that started it say to each other, over Node's own channel between the two.

export interface ObservedMenu {
  readonly items: readonly ObservedItem[];
}

export interface ObservedItem {
  readonly label: string;
  readonly role: string | null;
  readonly isEnabled: boolean;
  readonly isChecked: boolean;
  readonly accelerator: string | null;
  readonly submenu: ObservedMenu | null;
}

export interface Observed {
  readonly windows: readonly {
    readonly title: string;
    readonly url: string;
    readonly isVisible: boolean;
    readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  }[];
  readonly tray: { readonly toolTip: string; readonly menu: ObservedMenu | null } | null;
  notifications: { readonly title: string; readonly body: string }[];
  dialogs: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> }[];
  /** Addresses and paths handed to the system. */
  opened: string[];
  menu: ObservedMenu | null;
  /** Where downloads were proposed to go. */
  downloads: string[];
}

export type Command =
  | { readonly do: 'answerDialog'; readonly answer: unknown }
  | { readonly do: 'pickMenu'; readonly path: readonly string[] }
  | { readonly do: 'pickTray'; readonly path: readonly string[] }
  | { readonly do: 'clickTray' }
  | { readonly do: 'clickNotification'; readonly index: number }
  | { readonly do: 'closeWindow' }
  | { readonly do: 'crashPage' }
  | { readonly do: 'setSystemDark'; readonly isDark: boolean }
  /** Files and folders about to be dropped: what webUtils.getPathForFile will say of them. */
  | { readonly do: 'learnPaths'; readonly paths: readonly string[] }
  | { readonly do: 'askPermission'; readonly permission: string; readonly origin: string }
  | { readonly do: 'fetch'; readonly url: string; readonly method: string }
  | { readonly do: 'quit' };

export interface FetchAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export type ToChild = { readonly id: number; readonly command: Command };

export type ToParent =
  | { readonly debugPort: number }
  | { readonly observed: Observed }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
