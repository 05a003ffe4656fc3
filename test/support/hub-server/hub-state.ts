import type { HostedRepository } from "./hosted-repository.ts";
import type { FaultList } from "./hub-fault.ts";

export interface HubServerOptions {
  readonly repositories: readonly HostedRepository[];
  /** Tokens that belong to an account; any other one is refused. */
  readonly tokens?: readonly string[];
  /** False: the redirect carries no linked headers, as on simple mirrors. Default true. */
  readonly sendsLinkedHeaders?: boolean;
}

/** The state that the routes work on. */
export interface HubState {
  readonly options: HubServerOptions;
  readonly faults: FaultList;
  readonly storageUrl: string;
  contentOf(repository: string, file: string): Uint8Array | undefined;
  onSent(byteCount: number): void;
}
