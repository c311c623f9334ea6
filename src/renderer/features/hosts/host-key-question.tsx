import type { Problem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './hosts.module.css';

interface HostProblemProps {
  readonly problem: Problem;
  readonly onTrust: (fingerprint: string) => void;
}

/** Why a host could not be used. A key nobody knows can be compared and trusted; one that has changed cannot. */
export function HostProblem({ problem, onTrust }: HostProblemProps) {
  const fingerprint = problem.details?.['fingerprint'];
  if (problem.code === 'HOST_KEY_UNKNOWN' && fingerprint !== undefined)
    return (
      <HostKeyQuestion
        machine={problem.details?.['host'] ?? 'This machine'}
        fingerprint={fingerprint}
        keyType={problem.details?.['keyType']}
        onTrust={onTrust}
      />
    );
  return <ProblemNotice problem={problem} />;
}

interface QuestionProps {
  /** May be a jump host. */
  readonly machine: string;
  readonly fingerprint: string;
  readonly keyType: string | undefined;
  readonly onTrust: (fingerprint: string) => void;
}

function HostKeyQuestion({ machine, fingerprint, keyType = 'ed25519', onTrust }: QuestionProps) {
  return (
    <div className={styles.question} role="alert">
      <p>
        <strong>{machine} is not known yet.</strong> It shows the {keyType} host key
      </p>
      <p>
        <code className={styles.fingerprint}>{fingerprint}</code>
      </p>
      <p>
        Compare it with what the machine itself says, at its console or by another way that you trust. A different one
        means that something else answers in its place.
      </p>
      <CodeBlock label="On that machine" code={`ssh-keygen -lf ${keyFile(keyType)}`} />
      <div>
        <Button onClick={() => onTrust(fingerprint)}>It is the same: trust this key</Button>
      </div>
    </div>
  );
}

/** Where OpenSSH keeps the public half of a key of this type: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`. */
function keyFile(keyType: string): string {
  const kind = /rsa/.test(keyType) ? 'rsa' : /ecdsa/.test(keyType) ? 'ecdsa' : 'ed25519';
  return `/etc/ssh/ssh_host_${kind}_key.pub`;
}
