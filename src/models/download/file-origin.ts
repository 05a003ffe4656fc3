/** The small file beside a downloaded one that says where it came from and what was checked. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { hasSystemCode } from "./disk-error.ts";

export interface FileOrigin {
  /** Hub, repository and file. */
  readonly source: string;
  /** The content's name at the hub. */
  readonly identity: string;
  readonly sizeBytes: number;
  /** Hex, of the bytes on disk. */
  readonly sha256: string;
  /** What the hub had to compare with: a hash, else the size alone. `package`: its client and its own list of sums. */
  readonly verifiedBy: "sha256" | "git-sha1" | "size" | "package";
  /** The commit that the revision stood for; absent when the hub names none. */
  readonly commit?: string;
  /** ISO 8601. */
  readonly downloadedAt: string;
}

export async function writeOrigin(path: string, origin: FileOrigin): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(origin, undefined, 2)}\n`, { flush: true });
  await rename(`${path}.new`, path);
}

/** Undefined when there is none, or none that can be read: the file then counts as one put there by hand. */
export async function readOrigin(path: string): Promise<FileOrigin | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return isOrigin(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasSystemCode(error, "ENOENT", "EPERM", "EBUSY", "EACCES")) return undefined;
    throw error;
  }
}

function isOrigin(value: unknown): value is FileOrigin {
  if (typeof value !== "object" || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const texts = ["source", "identity", "sha256", "verifiedBy", "downloadedAt"];
  return texts.every((name) => typeof fields[name] === "string") && typeof fields["sizeBytes"] === "number";
}
