import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatBytes } from '../../../contract/bytes.ts';
import type { Installation, InstallationExport } from '../../../contract/installation.ts';
import { useApi } from '../../api/api-context.tsx';
import { desktopBridge } from '../../lib/bridge.ts';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Facts } from '../../ui/facts.tsx';
import layout from '../../ui/form.module.css';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ExportDialog } from './export-dialog.tsx';
import styles from './installation.module.css';

/** What belongs to the installation as a whole: its data key, and the copy with which another machine takes over. */
export function InstallationPanel() {
  const { query } = useApi();
  const installation = useQuery(query.installation.get.queryOptions());
  return (
    <Panel title="This installation">
      <Loaded query={installation} what="the installation">
        {(found) => <Found installation={found} />}
      </Loaded>
    </Panel>
  );
}

type Asked = 'rotate' | 'export' | null;

function Found({ installation }: { readonly installation: Installation }) {
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const { id, dataDir, createdAt, keyRotatedAt } = installation;
  return (
    <div className={layout.stack}>
      <Facts
        facts={[
          { label: 'Id', value: id },
          { label: 'Data folder', value: dataDir },
          { label: 'Made', value: <RelativeTime at={createdAt} /> },
          { label: 'Data key changed', value: keyRotatedAt === null ? 'never' : <RelativeTime at={keyRotatedAt} /> },
        ]}
      />
      <div className={styles.actions}>
        <Button onClick={() => setAsked('export')}>Export…</Button>
        <Button onClick={() => setAsked('rotate')}>Change the data key…</Button>
        <Link to="/log" className={buttonClass('normal')}>
          Control plane log
        </Link>
      </div>
      <Exports />
      {asked === 'rotate' && <RotateKey onClose={close} />}
      {asked === 'export' && <ExportDialog onClose={close} />}
    </div>
  );
}

function RotateKey({ onClose }: { readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const rotate = useMutation(query.installation.rotateKey.mutationOptions());
  const confirm = () =>
    rotate.mutate(undefined, {
      onSuccess: ({ resealed, unreadable }) => {
        const lost = unreadable === 0 ? '' : ` ${countOf(unreadable, 'secret')} must be entered again.`;
        announce(`${countOf(resealed, 'secret')} sealed under a new key.${lost}`);
        void cache.invalidateQueries({ queryKey: query.installation.key() });
        onClose();
      },
    });
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title="Change the data key?"
      action="Change the data key"
      onConfirm={confirm}
      busy={rotate.isPending && 'Sealing…'}
      problem={rotate.isError ? toProblem(rotate.error) : null}
    >
      <p>
        Every secret in the database is sealed under a new key of the keychain. Applications are not touched, and no
        value changes. Copies of the database made before no longer open with what the keychain holds, once the key is
        changed a second time; exports keep their own.
      </p>
    </Confirm>
  );
}

/** Empty is the usual: an export is made to be taken away. */
function Exports() {
  const { query } = useApi();
  const exports = useQuery(query.installation.exports.queryOptions({ retry: false }));
  const found = exports.data ?? [];
  return found.length === 0 ? null : (
    <ul className={styles.exports} aria-label="Exports">
      {found.map((each) => (
        <ExportRow key={each.name} made={each} />
      ))}
    </ul>
  );
}

function ExportRow({ made: { name, path, sizeBytes, createdAt } }: { readonly made: InstallationExport }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [isAsked, setAsked] = useState(false);
  const remove = useMutation(query.installation.removeExport.mutationOptions());
  const confirm = () =>
    remove.mutate(
      { name },
      {
        onSuccess: () => {
          announce(`${name} is deleted.`);
          void cache.invalidateQueries({ queryKey: query.installation.exports.queryKey() });
        },
      },
    );
  return (
    <li className={styles.export}>
      <span className={styles.name}>{desktopBridge() === undefined ? name : path}</span>
      <span>{formatBytes(sizeBytes)}</span>
      <RelativeTime at={createdAt} />
      {desktopBridge() === undefined && (
        <a
          className={buttonClass('normal', true)}
          href={`/api/installation/exports/${name}`}
          download
          aria-label={`Download ${name}`}
        >
          Download
        </a>
      )}
      <Button isSmall onClick={() => setAsked(true)} aria-label={`Delete ${name}`}>
        Delete
      </Button>
      {isAsked && (
        <Confirm
          isOpen
          onClose={() => setAsked(false)}
          title="Delete this export?"
          action="Delete the export"
          onConfirm={confirm}
          busy={remove.isPending && 'Deleting…'}
          problem={remove.isError ? toProblem(remove.error) : null}
        >
          <p>
            The file <strong>{name}</strong> goes from the data folder. What was downloaded of it stays where it is.
          </p>
        </Confirm>
      )}
    </li>
  );
}
