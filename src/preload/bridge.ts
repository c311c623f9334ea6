/** What the desktop's preload offers to the dashboard as `window.minipaas`. */
export interface Bridge {
  /** As Node names it: `darwin`, `linux`, `win32`. */
  readonly platform: string;
  /**
   * Asks for a line to the control plane. The page then gets the message `{ type: 'minipaas-port' }` with a MessagePort,
   * which speaks the contract.
   */
  connect(): Promise<void>;
  /** Where a file or folder that was dropped or chosen lies on this machine; empty for one made by a script. */
  pathForFile(file: File): string;
  /** The same, and leave for the control plane to read them there: files to be uploaded. Those made by a script are left out. */
  grantFiles(files: readonly File[]): Promise<readonly string[]>;
  /** Lets the person choose a folder: to deploy it, to upload it, or to save into it; null when they do not. */
  chooseFolder(purpose: 'deploy' | 'upload' | 'save'): Promise<string | null>;
  /** Opens an http or https address in the person's browser; refuses every other. */
  openExternal(url: string): Promise<void>;
  /** Is called with a page of the dashboard (`/projects/3`) when a menu, the tray or a notification leads there. One callback at a time. */
  onOpen(callback: (address: string) => void): void;
}
