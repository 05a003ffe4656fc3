/**
 * From flags, environment, `.env` and `repartee.config.yaml` to one checked `Config` and the origin of each value.
 * The only reader of `process.env`, but for the folder for caches that the platform names there (cache-folder.ts).
 */
import { join, resolve } from "node:path";
import { z } from "zod";
import { checkConfig } from "./check-config.ts";
import type { Config, Profile, SettingName } from "./config.ts";
import { readConfigFile, readEnvFile } from "./config-files.ts";
import type { LoadedConfig, Origin } from "./loaded-config.ts";
import { isRecord } from "../core/is-record.ts";
import { nearestName } from "../core/nearest-name.ts";
import { settings, snakeCase, type AnySetting } from "./settings.ts";
import type { Spellings } from "./settings/setting.ts";
import { readValue } from "../schema/index.ts";
import { profileDefault } from "./profiles.ts";
import { refuseKeyNames, withUpstreamKeys } from "./upstream-keys.ts";

export interface ConfigSources {
  /** Values of flags by the property of `Config`, as the text that was typed or as a flag without value (boolean). */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** `process.env` when absent. */
  readonly env?: Environment;
  /** Where `.env` and `repartee.config.yaml` are looked for; the process's own when absent. */
  readonly workingDirectory?: string;
  /** A file that must exist, instead of `repartee.config.yaml`. */
  readonly configFile?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const defaultConfigFile = "repartee.config.yaml";

/** @throws ReparteeError `config_invalid` naming the source, the key, what was expected and what it has. */
export function loadConfig(sources: ConfigSources = {}): LoadedConfig {
  const folder = sources.workingDirectory ?? process.cwd();
  const env = sources.env ?? process.env;
  const envFile = join(folder, ".env");
  const dotEnv = readEnvFile(envFile);
  const file = readConfigFile(resolve(folder, sources.configFile ?? defaultConfigFile), {
    required: sources.configFile !== undefined,
    label: sources.configFile ?? defaultConfigFile,
  });
  const finders: readonly Finder[] = [
    findFlag(sources.flags ?? {}),
    findInEnvironment(env, "environment", "the environment"),
    findInEnvironment(dotEnv, ".env", envFile),
    findKey(file.values, "file", file.label),
  ];
  checkKeys(file.values, "key", file.label);
  const { config, origins, warnings: renamed } = resolveSettings(finders);
  const lookUp = (name: string): string | undefined => givenText(env[name]) ?? givenText(dotEnv[name]);
  const warnings = [
    ...renamed,
    ...suspiciousNames(env, "The environment", config),
    ...suspiciousNames(dotEnv, envFile, config),
  ];
  return { config: withUpstreamKeys(config, lookUp), origins, warnings };
}

/**
 * Options of the library: no environment and no file is read, and no database is opened that was not asked for: by
 * default everything is stored in memory. @throws ReparteeError `config_invalid`.
 */
export function configFromOptions(options: Partial<Config>): Config {
  checkKeys(options, "name", "the options");
  const values = {
    ...options,
    databasePath: options.databasePath === undefined ? ":memory:" : options.databasePath,
    ...(options.models === undefined ? {} : { models: withSnakeCaseEntries(options.models) }),
    ...(options.upstreams === undefined ? {} : { upstreams: withSnakeCaseEntries(options.upstreams) }),
  };
  const { config } = resolveSettings([findOption(values)]);
  refuseKeyNames(config);
  return config;
}

/** Refuses keys that no setting has. @throws ReparteeError `config_invalid` that names the nearest known one. */
function checkKeys(given: object, spelling: "key" | "name", source: string): void {
  const former = settings.flatMap((setting) => setting.former?.[spelling] ?? []);
  const keys = [...settings.map((setting) => setting[spelling]), ...former];
  const anything = z.unknown().optional();
  readValue(z.strictObject(Object.fromEntries(keys.map((key) => [key, anything]))), given, invalidIn(source));
}

function invalidIn(source: string): {
  readonly code: "config_invalid";
  readonly source: string;
  readonly hint: string;
} {
  const hint = "docs/configuration.md lists every setting with the values that it takes.";
  return { code: "config_invalid", source, hint };
}

interface Found {
  readonly value: unknown;
  readonly origin: Origin;
  /** The source and the key there, for errors. */
  readonly source: string;
  readonly key: string;
}

/** Looks a setting up in one source; undefined when that source does not name it. */
type Finder = (spellings: Spellings, kind: AnySetting["kind"]) => Found | undefined;

function resolveSettings(finders: readonly Finder[]): LoadedConfig {
  const warnings: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, Origin>> = {};
  const profile = findProfile(finders);
  for (const setting of settings) {
    const found = firstFound(finders, setting, setting.kind) ?? findFormer(finders, setting, warnings);
    const ofProfile = profileDefault(profile, setting.name);
    values[setting.name] = found === undefined ? (ofProfile ?? setting.default) : readFound(found, setting);
    const label = ofProfile === undefined ? "default" : `default of profile ${profile}`;
    origins[setting.name] = found?.origin ?? { kind: "default", label };
  }
  if (!isConfig(values) || !hasAllNames(origins))
    throw new TypeError("Cannot load the configuration: a setting is missing");
  checkConfig(values);
  return { config: values, origins, warnings };
}

/** Before all others: their defaults depend on it. */
function findProfile(finders: readonly Finder[]): Profile {
  const setting = settings.find((one) => one.name === "profile");
  if (setting === undefined) throw new TypeError("Cannot load the configuration: there is no setting profile");
  const found = firstFound(finders, setting, setting.kind);
  return found === undefined
    ? setting.default
    : readValue(setting.kind.schema, found.value, { ...invalidIn(found.source), at: [found.key] });
}

function readFound({ key, source, value }: Found, { kind, secret }: AnySetting): unknown {
  const isSecret = secret ? () => true : kind.isSecret;
  return readValue<unknown>(kind.schema, value, { ...invalidIn(source), at: [key], isSecret });
}

/** Each value was read by its own kind; `settings` names every property of `Config` (a test compares them). */
function isConfig(values: Partial<Record<SettingName, unknown>>): values is Config {
  return hasAllNames(values);
}

function hasAllNames<Value>(values: Partial<Record<SettingName, Value>>): values is Record<SettingName, Value> {
  return settings.every(({ name }) => name in values);
}

function firstFound(finders: readonly Finder[], spellings: Spellings, kind: AnySetting["kind"]): Found | undefined {
  for (const find of finders) {
    const found = find(spellings, kind);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findFormer(
  finders: readonly Finder[],
  { former, key, kind }: AnySetting,
  warnings: string[],
): Found | undefined {
  const found = former === undefined ? undefined : firstFound(finders, former, kind);
  if (found !== undefined)
    warnings.push(`${found.key} of ${found.source} was renamed to ${key}; the old name still works`);
  return found;
}

function findFlag(flags: Readonly<Record<string, unknown>>): Finder {
  return ({ name, flag }, kind) => {
    const given = flags[name];
    if (flag === null || given === undefined) return undefined;
    const value = typeof given === "string" ? kind.fromText(given) : given;
    return { value, origin: { kind: "flag", label: flag }, source: "the command line", key: flag };
  };
}

function findInEnvironment(env: Environment, kind: "environment" | ".env", source: string): Finder {
  return (spellings, valueKind) => {
    for (const name of spellings.env) {
      const given = givenText(env[name]);
      if (given === undefined) continue;
      const label = kind === ".env" ? `${name} in .env` : name;
      return { value: valueKind.fromText(given), origin: { kind, label }, source, key: name };
    }
    return undefined;
  };
}

/** An empty text counts as absent: that is how a shell or a compose file unsets a name. */
function givenText(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

/** A key whose value is empty (`model:`) counts as absent. */
function findKey(values: Readonly<Record<string, unknown>>, kind: "file", source: string): Finder {
  return ({ key }) => {
    const value = values[key];
    return value === undefined || value === null
      ? undefined
      : { value, origin: { kind, label: `${key} in ${source}` }, source, key };
  };
}

function findOption(values: Readonly<Record<string, unknown>>): Finder {
  return ({ name }) => {
    const value = values[name];
    return value === undefined || value === null
      ? undefined
      : { value, origin: { kind: "option", label: name }, source: "the options", key: name };
  };
}

/** What is no list of objects stays as it is: its setting refuses it. */
function withSnakeCaseEntries(entries: unknown): unknown {
  return Array.isArray(entries) ? entries.map(withSnakeCaseKeys) : entries;
}

function withSnakeCaseKeys(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [snakeCase(key), value]));
}

/** Names in the environment that look like ours and are none: most likely mistyped. */
function suspiciousNames(env: Environment, source: string, { upstreams }: Config): readonly string[] {
  const keyNames = upstreams.flatMap(({ apiKeyEnv }) => apiKeyEnv ?? []);
  const names = settings.flatMap(({ env: own, former }) => [...own, ...(former?.env ?? [])]);
  const known = new Set([...names, ...keyNames]);
  return Object.keys(env)
    .filter((name) => name.startsWith("REPARTEE_") && !known.has(name))
    .map((name) => {
      // Not every name of ours begins with REPARTEE_: HOST and PORT are what hosting platforms set.
      const bare = name.slice("REPARTEE_".length);
      const nearest = known.has(bare) ? bare : nearestName(name, known);
      return `${source} names ${name}, which is no setting.${nearest === undefined ? "" : ` Did you mean ${nearest}?`}`;
    });
}
