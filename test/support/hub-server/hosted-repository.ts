import { createHash } from "node:crypto";

/** A repository as a test describes it. */
export interface HostedRepository {
  /** `owner/name`. */
  readonly id: string;
  /** 40 hex digits of `main`. Without it the server names no commit, as some mirrors do. */
  readonly commit?: string;
  /** When given, files need one of these tokens; any other token of `HubServerOptions.tokens` is known and not let in. */
  readonly gatedFor?: readonly string[];
  readonly files: readonly HostedFile[];
}

export interface HostedFile {
  /** Path inside the repository. */
  readonly name: string;
  readonly content: Uint8Array;
  /** Large files are redirected to the storage and named by SHA-256; small ones come from the hub itself. Default large. */
  readonly isLarge?: boolean;
}

/** A file's hashes as the hub lists them. */
export interface ContentNames {
  readonly sha256: string;
  readonly gitSha1: string;
}

const known = new WeakMap<Uint8Array, ContentNames>();

/** Hashed once for each array; its bytes must stay as they are. */
export function namesOf(content: Uint8Array): ContentNames {
  const names = known.get(content) ?? {
    sha256: createHash("sha256").update(content).digest("hex"),
    gitSha1: createHash("sha1").update(`blob ${content.byteLength}\0`).update(content).digest("hex"),
  };
  known.set(content, names);
  return names;
}
