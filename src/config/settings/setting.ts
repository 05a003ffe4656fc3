/** One setting: its name in four spellings, its default, its meaning, and how its value is read. */
import type { Config, SettingName } from "../config.ts";
import type { ValueKind } from "../value-kinds.ts";

/** The heading that a setting stands under in `--help` and in the docs. */
export type SettingGroup =
  | "Model"
  | "Downloads"
  | "Upstreams"
  | "Recommendations"
  | "Server"
  | "Compat"
  | "Storage"
  | "Queue"
  | "Clocks"
  | "Replies"
  | "Log";

export interface Setting<Name extends SettingName = SettingName> {
  /** The property of `Config`. */
  readonly name: Name;
  /** In YAML. */
  readonly key: string;
  /** Names in the environment, strongest first; none when the value does not fit one line of text. */
  readonly env: readonly string[];
  /** Such as `--port`; null for secrets (a process list shows flags) and what does not fit one line of text. */
  readonly flag: string | null;
  /** What stands when no source names it; null means off. */
  readonly default: Config[Name];
  /** One sentence for `--help` and the docs. */
  readonly description: string;
  readonly group: SettingGroup;
  /** Never shown: not in `repartee config`, not in an error. */
  readonly secret: boolean;
  readonly kind: ValueKind<NonNullable<Config[Name]>>;
}

export type AnySetting = { [Name in SettingName]: Setting<Name> }[SettingName];

type Row<Name extends SettingName> = Pick<Setting<Name>, "kind" | "default" | "description"> &
  Partial<Pick<Setting<Name>, "env" | "flag" | "secret">>;

/** A row with what a rule can give: the spellings of its name. */
export function setting<Name extends SettingName>(name: Name, group: SettingGroup, row: Row<Name>): Setting<Name> {
  const key = snakeCase(name);
  return {
    name,
    key,
    env: [`REPARTEE_${key.toUpperCase()}`],
    flag: `--${key.replaceAll("_", "-")}`,
    group,
    secret: false,
    ...row,
  };
}

/** `contextSize` → `context_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
