/** The configuration's public names. */
export { defaultCacheFolder } from "./cache-folder.ts";
export type { Config, LogFormat, LogLevel, OpenAiFallback, SmollmProvider } from "./config.ts";
export { defaultDataFolder } from "./data-folder.ts";
export { describeConfig, type DescribedSetting } from "./describe-config.ts";
export { commandWords, inheritedEnvironment } from "./inherited-environment.ts";
export { configFromOptions, defaultConfigFile, loadConfig } from "./load-config.ts";
export type { LoadedConfig } from "./loaded-config.ts";
export { packageVersion } from "./package-version.ts";
export { missingSmollmFile, smollmModel, smollmName } from "./smollm-model.ts";
export type { Auto, KeepAliveSeconds } from "./kinds/load-kinds.ts";
export type { ModelConfig } from "./kinds/model-list.ts";
export type { UpstreamConfig, UpstreamDialect } from "./kinds/upstream-list.ts";
export { settings, type AnySetting } from "./settings.ts";
