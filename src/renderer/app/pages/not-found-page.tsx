import { Link } from '@tanstack/react-router';
import { buttonClass } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';

export function NotFoundPage() {
  return (
    <Empty title={<h1>There is no such page.</h1>}>
      <p>The link may be old, or what it led to was deleted.</p>
      <Link to="/projects" className={buttonClass()}>
        Show the projects
      </Link>
    </Empty>
  );
}
