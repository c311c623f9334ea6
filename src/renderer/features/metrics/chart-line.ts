import type { LineTone } from './series.ts';

/** Lines differ by their dashes and bars by their order, not by colour alone. */
export const lineStyles: Readonly<
  Record<LineTone, { readonly stroke: string; readonly dash: string; readonly width: number }>
> = {
  main: { stroke: 'var(--busy)', dash: '', width: 2 },
  second: { stroke: 'var(--warn)', dash: '6 3', width: 2 },
  peak: { stroke: 'var(--ink-soft)', dash: '1 3', width: 1.5 },
  limit: { stroke: 'var(--bad)', dash: '8 4', width: 1.5 },
  bad: { stroke: 'var(--bad)', dash: '2 2', width: 2 },
};
