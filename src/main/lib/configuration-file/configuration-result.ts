// What reading a configuration file comes to.

export type ConfigurationPath = readonly (string | number)[];

export type ReadConfiguration =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Line, from 1, of what stands at the path; null where that cannot be told. */
      readonly lineOf: (path: ConfigurationPath) => number | null;
    }
  | { readonly ok: false; readonly problem: string; readonly line: number | null };
