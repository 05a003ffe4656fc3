import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultCacheFolder } from "./cache-folder.ts";

test.each([
  { platform: "linux", env: {}, wished: join("/people/a", ".cache", "repartee") },
  { platform: "linux", env: { XDG_CACHE_HOME: "/var/c" }, wished: join("/var/c", "repartee") },
  { platform: "linux", env: { XDG_CACHE_HOME: "relative" }, wished: join("/people/a", ".cache", "repartee") },
  { platform: "darwin", env: { XDG_CACHE_HOME: "/var/c" }, wished: join("/people/a", "Library", "Caches", "repartee") },
  { platform: "win32", env: { LOCALAPPDATA: "/local" }, wished: join("/local", "repartee") },
  { platform: "win32", env: {}, wished: join("/people/a", "AppData", "Local", "repartee") },
] as const)("models are kept in the cache folder of $platform with $env", ({ platform, env, wished }) => {
  expect(defaultCacheFolder({ platform, env, home: "/people/a" })).toBe(wished);
});
