import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import styles from './first-steps.module.css';

/** What somebody sees who has just started miniPaaS for the first time. */
export function FirstSteps({ onNew }: { readonly onNew: () => void }) {
  return (
    <Empty title="No project yet. From a repository to a running application:">
      <ol className={styles.steps}>
        <li>
          <strong>1. Name the source.</strong> A Git address, a folder of this machine, or an image.
        </li>
        <li>
          <strong>2. See what was found.</strong> Kind, commands, port and Dockerfile, before anything is made.
        </li>
        <li>
          <strong>3. Deploy.</strong> The build runs while you watch, and the address appears when it answers.
        </li>
      </ol>
      <Button kind="primary" onClick={onNew}>
        New project
      </Button>
      <p className={styles.hint}>
        Nothing at hand to deploy? Stop miniPaaS and run <code>npm start -- --demo</code>: it deploys a sample
        application.
      </p>
    </Empty>
  );
}
