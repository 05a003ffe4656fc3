import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultDataFolder } from "./data-folder.ts";

test.each([
  ["linux", { XDG_DATA_HOME: "/data" }, join("/data", "repartee")],
  ["linux", { XDG_DATA_HOME: "relative" }, join("/people/me", ".local", "share", "repartee")],
  ["linux", {}, join("/people/me", ".local", "share", "repartee")],
  ["darwin", { XDG_DATA_HOME: "/data" }, join("/people/me", "Library", "Application Support", "repartee")],
  ["win32", { LOCALAPPDATA: "/local" }, join("/local", "repartee")],
  ["win32", {}, join("/people/me", "AppData", "Local", "repartee")],
] as const)("data folder on %s with %j is the platform's", (platform, env, folder) => {
  expect(defaultDataFolder({ platform, env, home: "/people/me" })).toBe(folder);
});
