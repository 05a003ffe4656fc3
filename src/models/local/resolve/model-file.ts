/** A model's file or files, before it is known whether they are here. */
import type { PackageReference } from "../../../core/package-reference.ts";
import type { QuantizationClass } from "../../../core/quantization.ts";
import type { RegistryEntry, ModelForm } from "../../registry/registry-entry.ts";

export type ModelFile = LocalModelFile | HubModelFile;

export interface LocalModelFile {
  readonly kind: "local";
  readonly name: string;
  /** `gguf` is a file, the others are folders. */
  readonly form: ModelForm;
  /** Absolute. */
  readonly path: string;
  /** What a conversion makes, or which of several graphs are taken. */
  readonly quantizationClass?: QuantizationClass;
}

export interface HubModelFile {
  readonly kind: "hub";
  readonly name: string;
  readonly form: ModelForm;
  /** `owner/name`. */
  readonly repository: string;
  readonly revision: string;
  /**
   * Paths inside the repository, in the order in which they are brought here. Of `gguf` the model or its parts; of the
   * other forms the small files first and the weights last: where those are, all are. Never empty.
   */
  readonly files: readonly [string, ...string[]];
  /** The file that is shown: the weights, or the first part of them. */
  readonly file: string;
  readonly quantization?: string;
  /** As in `LocalModelFile`. */
  readonly quantizationClass?: QuantizationClass;
  /** Hex, where it is known before the hub is asked; of the first file. */
  readonly sha256?: string;
  /** Of all files; what the hub lists, else about what the registry says. */
  readonly sizeBytes?: number;
  /** As the hub lists it; absent where it was not asked. */
  readonly gated?: boolean;
  readonly entry?: RegistryEntry;
  /** False: no hub has it, or none that answers. */
  readonly isOnHub?: boolean;
  /** False: which files there are is known once they are here; `files` names what must be among them. */
  readonly isListed?: boolean;
  /** As in `RegistryFile`. */
  readonly packages?: readonly [PackageReference, ...PackageReference[]];
}
