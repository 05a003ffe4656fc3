/** The configuration's public names. */
export { checkPublicBind } from "./check-config.ts";
export type { Auto, Config, LogFormat, LogLevel, ModelConfig, OpenAiFallback, SettingName } from "./config.ts";
export { describeConfig, type DescribedSetting } from "./describe-config.ts";
export { configFromOptions, defaultConfigFile, loadConfig, type ConfigSources } from "./load-config.ts";
export type { LoadedConfig, Origin } from "./loaded-config.ts";
export { packageVersion } from "./package-version.ts";
export { settingGroups, settings, type AnySetting, type Setting } from "./settings.ts";
