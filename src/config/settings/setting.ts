/** One setting: its name in four spellings, its default, its meaning, and how its value is read. */
import type { Config, SettingName } from "../config.ts";
import type { ValueKind } from "../kinds/value-kind.ts";

/** The heading of a setting in `--help` and in the docs. */
export type SettingGroup =
  | "Model"
  | "Downloads"
  | "Upstreams"
  | "Recommendations"
  | "Server"
  | "Compat"
  | "Storage"
  | "Limits"
  | "Queue"
  | "Timeouts"
  | "Replies"
  | "Voice"
  | "Log"
  | "Traces";

/** A name as each source spells it. */
export interface Spellings {
  /** The property of `Config` and of the library's options. */
  readonly name: string;
  /** In YAML. */
  readonly key: string;
  /** Names in the environment, strongest first; none when the value does not fit one line of text. */
  readonly env: readonly string[];
  /** Such as `--port`; null for secrets (a process list shows flags) and what does not fit one line of text. */
  readonly flag: string | null;
}

export interface Setting<Name extends SettingName = SettingName> extends Spellings {
  readonly name: Name;
  /** For when no source names it; null means off. */
  readonly default: Config[Name];
  /** One sentence for `--help` and the docs. */
  readonly description: string;
  readonly group: SettingGroup;
  /** Never shown: not in `repartee config`, not in an error. */
  readonly secret: boolean;
  /** The spellings of an earlier name: read on, with a warning, after the present ones. */
  readonly former?: Spellings;
  readonly kind: ValueKind<NonNullable<Config[Name]>>;
}

export type AnySetting = { [Name in SettingName]: Setting<Name> }[SettingName];

type Row<Name extends SettingName> = Pick<Setting<Name>, "kind" | "default" | "description"> &
  Partial<Pick<Setting<Name>, "env" | "flag" | "secret">> & { readonly formerName?: string };

/** A row with what a rule can give: the spellings of its name. */
export function setting<Name extends SettingName>(
  name: Name,
  group: SettingGroup,
  { formerName, ...row }: Row<Name>,
): Setting<Name> {
  const current = { ...spellingsOf(name), ...row };
  return { secret: false, ...current, name, group, former: formerSpellings(formerName, current) };
}

function spellingsOf(name: string): Spellings {
  const key = snakeCase(name);
  return { name, key, env: [`REPARTEE_${key.toUpperCase()}`], flag: `--${key.replaceAll("_", "-")}` };
}

function formerSpellings(name: string | undefined, { env, flag }: Omit<Spellings, "key">): Spellings | undefined {
  if (name === undefined) return undefined;
  const former = spellingsOf(name);
  return { ...former, env: env.length === 0 ? [] : former.env, flag: flag === null ? null : former.flag };
}

/** `contextSize` → `context_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
