import type { Connection } from "./connection.ts";

export interface InstalledVoices {
  readonly voices: readonly { readonly id: string; readonly languages: readonly string[] }[];
  /** Empty: speech is not understood. */
  readonly recognizers: readonly string[];
}

export function readVoices(connection: Connection): Promise<InstalledVoices> {
  return connection.read("/v1/audio/voices");
}
