// Which address leads to which project, on one host: what a program is given.

export interface Route {
  readonly slug: string;
  readonly hostName: string;
  /** `/` for all of it. */
  readonly pathPrefix: string;
  readonly stripPrefix: boolean;
  readonly redirectTo: string | null;
  readonly auth: { readonly user: string; readonly hash: string } | null;
  /** `acme` only for names that lead here: an authority that is asked for others refuses, and then refuses for a while. */
  readonly tls: 'none' | 'internal' | 'acme';
  /** `machine`: only for whoever is on the machine of the control plane. */
  readonly audience: 'machine' | 'everybody';
}

export interface RouteTable {
  /** Answered for every name: by this one sees that a name leads here. */
  readonly token: string;
  readonly httpsPort: number;
  readonly acme: { readonly email: string | null; readonly directory: string | null };
  /**
   * True: names of this machine have a listener of their own, which only the machine reaches. Else one listener serves all,
   * and nobody else reaches it.
   */
  readonly isPublic: boolean;
  /** The most particular first. */
  readonly routes: readonly Route[];
}
