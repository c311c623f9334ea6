import { Button } from '../../ui/button.tsx';

interface TableToggleProps {
  /** Of the graph. */
  readonly title: string;
  readonly isOpen: boolean;
  readonly onChange: (isOpen: boolean) => void;
}

export function TableToggle({ title, isOpen, onChange }: TableToggleProps) {
  return (
    <Button isSmall aria-expanded={isOpen} onClick={() => onChange(!isOpen)}>
      {isOpen ? 'Hide table' : 'Table'}
      <span className="said"> of {title}</span>
    </Button>
  );
}
