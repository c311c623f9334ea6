import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useApi } from '../../../api/api-context.tsx';
import { desktopBridge } from '../../../lib/bridge.ts';
import { Button } from '../../../ui/button.tsx';
import layout from '../../../ui/form.module.css';
import { TextField } from '../../../ui/text-field.tsx';
import { sourceAddress, type SourceDraft, toCredential } from './draft.ts';

export interface SourceFieldsProps {
  readonly draft: SourceDraft;
  readonly onChange: (part: Partial<SourceDraft>) => void;
  /** Messages by field of the contract. */
  readonly errors: Readonly<Record<string, string | undefined>>;
}

export function GitFields({ draft, onChange, errors, picker }: SourceFieldsProps & { readonly picker?: ReactNode }) {
  return (
    <div className={layout.stack}>
      {picker}
      <TextField
        label="Repository"
        description="https://github.com/acme/shop, git@example.com:acme/shop.git, or a path to a repository on this machine."
        placeholder="https://"
        inputMode="url"
        autoFocus={picker === undefined}
        value={draft.repoUrl}
        onChange={(repoUrl) => onChange({ repoUrl })}
        error={errors['repoUrl']}
      />
      <div className={layout.pair}>
        <BranchField draft={draft} onChange={onChange} error={errors['branch']} />
        <TextField
          label="Directory"
          description="Of the application inside the repository. Empty: the top."
          placeholder="/"
          value={draft.rootDirectory}
          onChange={(rootDirectory) => onChange({ rootDirectory })}
          error={errors['rootDirectory']}
        />
      </div>
    </div>
  );
}

interface BranchFieldProps extends Omit<SourceFieldsProps, 'errors'> {
  readonly error: string | undefined;
}

/** The branches are read when the field is entered, and offered; a repository that cannot be read offers none. */
function BranchField({ draft, onChange, error }: BranchFieldProps) {
  const { query } = useApi();
  const [asked, setAsked] = useState<string | null>(null);
  const id = useId();
  const repoUrl = sourceAddress(draft);
  const credential = toCredential(draft.credential);
  const branches = useQuery({
    ...query.sources.branches.queryOptions({ input: { repoUrl, ...(credential === null ? {} : { credential }) } }),
    // Not under a key that holds a credential: the cache would keep it.
    queryKey: ['branches', repoUrl, draft.credential.kind],
    enabled: asked === repoUrl && repoUrl !== '',
  });
  return (
    <>
      <TextField
        label="Branch"
        description={branchNote(branches.isFetching, branches.data)}
        list={id}
        value={draft.branch}
        onChange={(branch) => onChange({ branch })}
        onFocus={() => setAsked(repoUrl)}
        error={error}
      />
      <datalist id={id}>
        {branches.data?.branches.map((branch) => (
          <option key={branch} value={branch} />
        ))}
      </datalist>
    </>
  );
}

function branchNote(
  isFetching: boolean,
  data: { defaultBranch: string | null; branches: readonly string[] } | undefined,
): string {
  if (isFetching) return 'Reading the branches …';
  if (data === undefined) return 'Empty: the repository’s default branch.';
  return `Empty: ${data.defaultBranch ?? 'the default'}. ${data.branches.length} to choose from.`;
}

export function FolderFields({ draft, onChange, errors }: SourceFieldsProps) {
  const bridge = desktopBridge();
  const choose = async () => {
    const folder = await bridge?.chooseFolder('deploy');
    if (folder !== null && folder !== undefined) onChange({ folderPath: folder });
  };
  return (
    <div className={layout.stack}>
      <TextField
        label="Folder"
        description={
          bridge === undefined
            ? 'A path on the machine that runs miniPaaS. Only the desktop application can take a folder that is dropped.'
            : 'Choose it, type it, or drop the folder on this window. It is built as it is, whether committed or not.'
        }
        placeholder="/home/me/shop"
        autoFocus
        value={draft.folderPath}
        onChange={(folderPath) => onChange({ folderPath })}
        error={errors['folderPath']}
        beside={bridge !== undefined && <Button onClick={() => void choose()}>Choose…</Button>}
      />
      <TextField
        label="Directory"
        description="Of the application inside the folder. Empty: the folder itself."
        placeholder="/"
        value={draft.rootDirectory}
        onChange={(rootDirectory) => onChange({ rootDirectory })}
        error={errors['rootDirectory']}
      />
    </div>
  );
}

export function ImageFields({ draft, onChange, errors }: SourceFieldsProps) {
  return (
    <TextField
      label="Image"
      description="As for docker pull: nginx:1.27, ghcr.io/acme/shop:2.4. Nothing is built."
      placeholder="name:tag"
      autoFocus
      value={draft.image}
      onChange={(image) => onChange({ image })}
      error={errors['image']}
    />
  );
}
