/** A model that can be loaded without a download. */
export interface DownloadedModel {
  /** A reference of it, by which lists show it. */
  readonly name: string;
  /** The same for all references that mean the same files in the same precision. */
  readonly identity: string;
  /** Its file, or the folder of its files. Absolute. */
  readonly path: string;
  /** The id of the engine that runs its form. */
  readonly engine: string;
  readonly sizeBytes: number;
  /** Seconds since 1970 when it came here. */
  readonly arrivedSeconds: number;
}
