/** A package as its client brought it: a tarball of npm or a wheel of PyPI. */
import type { PackageReference } from "../../core/package-reference.ts";
import type { PackageClientOptions } from "./client-command.ts";

export interface PackageArchive {
  /** Absolute. */
  readonly path: string;
  readonly form: "tarball" | "zip";
  /** Exact. */
  readonly version: string;
}

export interface FetchArchiveOptions extends PackageClientOptions {
  readonly reference: PackageReference;
  /** Empty; all that the client writes goes in here. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** The client says, or its registry did, about how large the archive is. */
  readonly onSize?: (aboutBytes: number) => void;
}
