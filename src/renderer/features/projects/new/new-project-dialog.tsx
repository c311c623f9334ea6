import { Tabs } from '@base-ui/react/tabs';
import { type SyntheticEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Project } from '../../../../contract/projects.ts';
import { formatDuration } from '../../../lib/duration.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import layout from '../../../ui/form.module.css';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import tabStyles from '../../../ui/tabs.module.css';
import { useNow } from '../../../ui/use-now.ts';
import { CredentialFields } from '../credential-fields.tsx';
import { DetectionView } from './detection-view.tsx';
import { type SourceTab, sourceAddress, toCredential } from './draft.ts';
import styles from './new-project.module.css';
import { ProjectFields } from './project-fields.tsx';
import { FolderFields, GitFields, ImageFields } from './source-fields.tsx';
import { useNewProject } from './use-new-project.ts';

interface NewProjectDialogProps {
  readonly tab: SourceTab;
  /** A repository, folder or image to begin with. */
  readonly from: string;
  readonly onTab: (tab: SourceTab) => void;
  readonly onClose: () => void;
  readonly onDeployed: (project: Project) => void;
  /** The user's own repositories, searchable; comes from identity. */
  readonly repositoryPicker: (onPick: (cloneUrl: string, branch: string) => void) => ReactNode;
}

const tabs: readonly { readonly id: SourceTab; readonly label: string }[] = [
  { id: 'git', label: 'Git address' },
  { id: 'github', label: 'GitHub' },
  { id: 'folder', label: 'Folder' },
  { id: 'image', label: 'Image' },
];

export function NewProjectDialog({ tab, from, onTab, onClose, onDeployed, repositoryPicker }: NewProjectDialogProps) {
  const form = useNewProject(tab, from, onDeployed);
  const fields = { draft: form.source, onChange: form.changeSource, errors: form.errors };
  const isGit = form.source.tab === 'git' || form.source.tab === 'github';
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (form.found === null) form.look();
    else void form.submit();
  };

  return (
    <Dialog isOpen onClose={onClose} isWide title="New project" footer={<Footer form={form} onClose={onClose} />}>
      <form id="new-project" className={layout.stack} onSubmit={submit} noValidate>
        <Tabs.Root
          value={form.source.tab}
          onValueChange={(next: SourceTab) => {
            form.changeSource({ tab: next });
            onTab(next);
          }}
        >
          <Tabs.List className={classNames(tabStyles.tabs, tabStyles.inDialog)} aria-label="Where the source is">
            {tabs.map(({ id, label }) => (
              <Tabs.Tab key={id} value={id} className={tabStyles.tab}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="git" className={styles.panel}>
            <GitFields {...fields} />
          </Tabs.Panel>
          <Tabs.Panel value="github" className={styles.panel}>
            <GitFields
              {...fields}
              picker={repositoryPicker((repoUrl, branch) => form.changeSource({ repoUrl, branch }))}
            />
          </Tabs.Panel>
          <Tabs.Panel value="folder" className={styles.panel}>
            <FolderFields {...fields} />
          </Tabs.Panel>
          <Tabs.Panel value="image" className={styles.panel}>
            <ImageFields {...fields} />
          </Tabs.Panel>
        </Tabs.Root>
        {form.problem !== null && <ProblemNotice problem={form.problem} />}
        {isGit && (
          <Disclosure
            key={form.refusals}
            summary="Private repository"
            note={toCredential(form.source.credential) === null ? 'token or SSH key' : 'access is set'}
            isInitiallyOpen={form.refusals > 0 || form.source.credential.kind !== 'none'}
          >
            <CredentialFields
              value={form.source.credential}
              noneLabel="None, it is public"
              isFocused={form.refusals > 0}
              onChange={(credential) => form.changeSource({ credential })}
            />
          </Disclosure>
        )}
        {form.found !== null && <Found form={form} found={form.found} />}
      </form>
    </Dialog>
  );
}

type Form = ReturnType<typeof useNewProject>;

function Found({ form, found }: { readonly form: Form; readonly found: NonNullable<Form['found']> }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={ref} className={layout.stack}>
      <DetectionView detection={found.detection} branch={found.branch} />
      <ProjectFields
        detection={found.detection}
        suggestedName={found.suggestedName}
        draft={form.draft}
        onChange={form.changeDraft}
        errors={form.errors}
      />
    </div>
  );
}

function Footer({ form, onClose }: { readonly form: Form; readonly onClose: () => void }) {
  if (form.isLooking) {
    return (
      <>
        <Elapsed since={form.lookingSince} />
        <Button onClick={form.stopLooking}>Stop looking</Button>
      </>
    );
  }
  const isEmpty = sourceAddress(form.source) === '';
  const label = form.found === null ? 'Look at it' : form.created === null ? 'Create and deploy' : 'Deploy';
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        kind="primary"
        type="submit"
        form="new-project"
        disabled={isEmpty}
        busy={form.isSubmitting && 'Creating…'}
      >
        {label}
      </Button>
    </>
  );
}

function Elapsed({ since }: { readonly since: number }) {
  const now = useNow(1_000);
  return (
    <span role="status" className={styles.soft}>
      Looking at the source: <span aria-hidden="true">{formatDuration(now - since)}</span>
    </span>
  );
}
