/**
 * Every setting, as data: flags, environment names, the keys of the file, `--help`, `repartee config` and the table of
 * docs/configuration.md are all made from or compared with this one list.
 *
 * A setting has one name in four spellings: `context_size` in YAML, `REPARTEE_CONTEXT_SIZE` in the environment,
 * `--context-size` as a flag, `contextSize` in TypeScript. Only what a rule cannot give is written out.
 */
import type { SettingName } from "./config.ts";
import { downloadSettings } from "./settings/download-settings.ts";
import { featureSettings } from "./settings/feature-settings.ts";
import { limitSettings } from "./settings/limit-settings.ts";
import { modelSettings } from "./settings/model-settings.ts";
import { serverSettings } from "./settings/server-settings.ts";
import { voiceSettings } from "./settings/voice-settings.ts";
import type { AnySetting } from "./settings/setting.ts";

const listed = [
  ...modelSettings,
  ...downloadSettings,
  ...serverSettings,
  ...limitSettings,
  ...featureSettings,
  ...voiceSettings,
];

/** The compiler names a property of `Config` that no setting has. */
type Assignable<From extends To, To> = From;
type _EveryProperty = Assignable<SettingName, (typeof listed)[number]["name"]>;

export const settings: readonly AnySetting[] = listed;

export { snakeCase, type AnySetting } from "./settings/setting.ts";
