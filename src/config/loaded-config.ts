import type { Config, SettingName } from "./config.ts";

/** Where a value came from, strongest source first. */
export type OriginKind = "flag" | "environment" | ".env" | "file" | "option" | "default";

export interface Origin {
  readonly kind: OriginKind;
  /** For people: `--port`, `PORT`, `repartee.config.yaml`, `default`. */
  readonly label: string;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly origins: Readonly<Record<SettingName, Origin>>;
  /** What is suspicious and no error, such as a mistyped name in the environment. */
  readonly warnings: readonly string[];
}
