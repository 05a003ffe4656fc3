/** What a hub server can be made to do wrong. */

/** Which of the two hosts: the hub itself, or the storage that it redirects to. */
export type HubHost = "hub" | "storage";

/** `times`: how many answers are spoilt before the fault is used up; without it, all of them. */
export type HubFault = { readonly times?: number } & (
  | { readonly kind: "status"; readonly at: HubHost; readonly status: number; readonly retryAfter?: string }
  /** The connection is closed before any answer. */
  | { readonly kind: "refuse"; readonly at: HubHost }
  /** The connection is closed after that many bytes of a body; the headers promised all of it. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** The body is shorter than what was asked for, and its headers say so. */
  | { readonly kind: "truncate"; readonly afterBytes: number }
  /** After that many bytes of a body nothing more comes, and the connection stays open. */
  | { readonly kind: "stall"; readonly afterBytes: number }
  /** The byte at this offset of the file is another one. */
  | { readonly kind: "wrong-byte"; readonly offset: number }
  /** Each body is sent no faster than this, for as long as the fault is there; `times` counts chunks of 16 KiB. */
  | { readonly kind: "slow"; readonly bytesPerSecond: number }
  /** `Range` is ignored: always 200 with the whole file. */
  | { readonly kind: "no-ranges" }
  /** The storage names another version of the same bytes, as another copy of it does. */
  | { readonly kind: "other-etag" }
  /** Before it answers, the storage's file becomes another one; the commit stays, as on a mirror that overwrites. */
  | { readonly kind: "replace"; readonly file: string; readonly content: Uint8Array }
);

/** The faults in force. `take` uses one up. */
export interface FaultList {
  add(fault: HubFault): void;
  clear(): void;
  take<Kind extends HubFault["kind"]>(kind: Kind, at?: HubHost): Extract<HubFault, { kind: Kind }> | undefined;
}

export function createFaultList(): FaultList {
  const entries: { readonly fault: HubFault; left: number }[] = [];
  return {
    add(fault) {
      entries.push({ fault, left: fault.times ?? Infinity });
    },
    clear() {
      entries.length = 0;
    },
    take<Kind extends HubFault["kind"]>(kind: Kind, at?: HubHost) {
      for (const entry of entries) {
        const { fault } = entry;
        if (entry.left === 0 || !isKind(fault, kind) || ("at" in fault && fault.at !== at)) continue;
        entry.left -= 1;
        return fault;
      }
      return undefined;
    },
  };
}

function isKind<Kind extends HubFault["kind"]>(
  fault: HubFault,
  kind: Kind,
): fault is Extract<HubFault, { kind: Kind }> {
  return fault.kind === kind;
}
