import { createContext, useContext } from 'react';
import type { Project } from '../../../contract/projects.ts';

export const ProjectContext = createContext<Project | null>(null);

/** The project of the page: its tabs are only shown once it is loaded. */
export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (project === null) throw new Error('useProject needs a ProjectLayout around it.');
  return project;
}
