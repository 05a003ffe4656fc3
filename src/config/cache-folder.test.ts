import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultCacheFolder } from "./cache-folder.ts";

test.each([
  { platform: "linux", env: {}, expected: join("/people/a", ".cache", "repartee") },
  { platform: "linux", env: { XDG_CACHE_HOME: "/var/c" }, expected: join("/var/c", "repartee") },
  { platform: "linux", env: { XDG_CACHE_HOME: "relative" }, expected: join("/people/a", ".cache", "repartee") },
  {
    platform: "darwin",
    env: { XDG_CACHE_HOME: "/var/c" },
    expected: join("/people/a", "Library", "Caches", "repartee"),
  },
  { platform: "win32", env: { LOCALAPPDATA: "/local" }, expected: join("/local", "repartee") },
  { platform: "win32", env: {}, expected: join("/people/a", "AppData", "Local", "repartee") },
] as const)("models are stored in the cache folder of $platform with $env", ({ platform, env, expected }) => {
  expect(defaultCacheFolder({ platform, env, home: "/people/a" })).toBe(expected);
});
