import { CheckField } from '../ui/check-field.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { useShortcutList, useSingleKeys } from '../ui/shortcuts.tsx';
import styles from './frame.module.css';

/** What is registered now is what is listed, so the sheet differs from page to page. */
export function ShortcutSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const shortcuts = useShortcutList();
  const [areSingleKeysOn, setSingleKeys] = useSingleKeys();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard shortcuts" description="On this page:">
      <dl className={styles.shortcuts}>
        {shortcuts.map(({ keys, label }, index) => (
          // The same keys may be registered twice; the later one counts.
          <div key={`${keys}${index}`} style={{ display: 'contents' }}>
            <dt>
              <Kbd keys={keys.replace('Mod+', isMac ? '⌘ ' : 'Ctrl+')} />
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
        <dt>
          <Kbd keys="Esc" />
        </dt>
        <dd>Close a dialog, empty a search</dd>
      </dl>
      <CheckField
        label="Single keys are shortcuts"
        description="Switch off if you use speech input or press keys by accident. Combinations with Ctrl go on working."
        isChecked={areSingleKeysOn}
        onChange={setSingleKeys}
      />
    </Dialog>
  );
}

const isMac = /Mac/.test(navigator.userAgent);
