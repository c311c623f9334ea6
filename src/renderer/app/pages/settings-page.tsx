import { AllBackupsPanel } from '../../features/backups/all-backups-panel.tsx';
import { PlacesPanel } from '../../features/backups/places-panel.tsx';
import { InstallationPanel } from '../../features/installation/installation-panel.tsx';
import { RegistriesPanel } from '../../features/registries/registries-panel.tsx';
import { SettingsView } from '../../features/settings/settings-view.tsx';
import { SharedSecretsPanel } from '../../features/shared-secrets/shared-secrets-panel.tsx';
import styles from '../frame.module.css';

export function SettingsPage() {
  return (
    <>
      <h1>Settings</h1>
      <p className={styles.lead}>Of this installation. What a project sets for itself comes first.</p>
      <SettingsView />
      <SharedSecretsPanel />
      <RegistriesPanel />
      <PlacesPanel />
      <AllBackupsPanel />
      <InstallationPanel />
    </>
  );
}
