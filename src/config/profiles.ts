/** What each profile puts in the place of settings' defaults. Whatever a source names is stronger. */
import type { Config, Profile, SettingName } from "./config.ts";

const profiles: Readonly<Record<Profile, Partial<Config>>> = {
  local: {},
  // Nothing is decoded here: a stream that is passed on takes some 100 kB and a few hundred microseconds of CPU a second.
  gateway: {
    maxInFlight: 4_096,
    maxQueued: 8_192,
    autoDownload: false,
    onDemandModels: false,
    // Nobody looks for a GPU.
    gpuLayers: 0,
    keepAliveSeconds: "forever",
  },
};

/** @returns undefined where the profile has no default of its own. */
export function profileDefault<Name extends SettingName>(profile: Profile, name: Name): Config[Name] | undefined {
  return profiles[profile][name];
}
