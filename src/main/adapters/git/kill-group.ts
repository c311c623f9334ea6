// Ends git together with the helpers it started (ssh, git-remote-https, index-pack).
import { type ChildProcess, spawn } from 'node:child_process';

/** Time git has to remove its lock files. */
const GRACE_MS = 1000;

export function killGroup(child: ChildProcess): void {
  const pid = child.pid;
  // Not asked whether git itself has ended: a helper may outlive it and hold its pipes.
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/T', '/F', '/PID', String(pid)], { stdio: 'ignore', windowsHide: true }).unref();
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group ended between the abort and now, which is what was wanted.
  }
}
