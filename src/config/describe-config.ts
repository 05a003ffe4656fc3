import type { Config, SettingName } from "./config.ts";
import { isRecord } from "../core/is-record.ts";
import type { LoadedConfig, Origin } from "./loaded-config.ts";
import { settings } from "./settings.ts";

const masked = "••••••••";

/** One setting as `repartee config` shows it. */
export interface DescribedSetting {
  readonly name: SettingName;
  readonly key: string;
  /** Secrets are masked. */
  readonly value: Config[SettingName];
  readonly origin: Origin;
}

export function describeConfig({ config, origins }: LoadedConfig): readonly DescribedSetting[] {
  return settings.map(({ name, key, secret }) => ({
    name,
    key,
    value: secret ? mask(config[name]) : withoutKeys(config[name]),
    origin: origins[name],
  }));
}

/** Upstreams are shown, their keys are not. */
function withoutKeys(value: Config[SettingName]): Config[SettingName] {
  if (!Array.isArray(value)) return value;
  return value.map((entry) => (isRecord(entry) && "apiKey" in entry ? { ...entry, apiKey: masked } : entry));
}

/** Nothing of a secret, its length included, is shown: only how many there are. */
function mask(value: Config[SettingName]): Config[SettingName] {
  if (Array.isArray(value)) return value.map(() => masked);
  return value === null ? null : masked;
}
