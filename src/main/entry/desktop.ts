// The desktop shell: the control plane under Electron, its dashboard in a window.
import { runDesktop } from '../electron/run-desktop.ts';

void runDesktop(process.argv);
