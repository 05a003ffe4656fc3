/** A model's file or files, before it is known whether they are here. */
import type { CatalogEntry } from "../catalog/index.ts";

export type ModelFile = LocalModelFile | HubModelFile;

export interface LocalModelFile {
  readonly kind: "local";
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface HubModelFile {
  readonly kind: "hub";
  readonly name: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly revision: string;
  /** Paths inside the repository; the parts of a split model in order, else one. Never empty. */
  readonly files: readonly [string, ...string[]];
  readonly quantization?: string;
  /** Hex, where it is known before the hub is asked; of the first file. */
  readonly sha256?: string;
  /** Of all files; what the hub lists, else about what the catalog says. */
  readonly sizeBytes?: number;
  readonly entry?: CatalogEntry;
}
