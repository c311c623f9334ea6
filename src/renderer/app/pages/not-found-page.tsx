import { Link } from '@tanstack/react-router';
import { buttonClass } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';

export function NotFoundPage() {
  return (
    <Empty title="There is no such page.">
      <p>The link may be old, or what it led to was deleted.</p>
      <Link to="/projects" className={buttonClass()}>
        Show the projects
      </Link>
    </Empty>
  );
}
