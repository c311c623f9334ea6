import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Stands over the page, which stays as it was: after the login it is still there. */
export function LoggedOut() {
  return (
    <Notice
      tone="warn"
      title="You are logged out."
      actions={
        <a href="/" className={buttonClass('primary')}>
          Log in
        </a>
      }
    >
      <p>The session has ended, here or in another window. What is shown is no longer kept up to date.</p>
    </Notice>
  );
}
