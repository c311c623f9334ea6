import { Menu } from 'electron';
import { applicationMenu, type MenuActions, type MenuState } from './application-menu-template.ts';

/** Sets the application menu; call it again when a value in it changed. */
export function setApplicationMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(state, actions)));
}
