import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultDataFolder } from "./data-folder.ts";

test.each([
  ["linux", { XDG_DATA_HOME: "/data" }, join("/data", "repartee")],
  ["linux", { XDG_DATA_HOME: "relative" }, join("/home/me", ".local", "share", "repartee")],
  ["linux", {}, join("/home/me", ".local", "share", "repartee")],
  ["darwin", { XDG_DATA_HOME: "/data" }, join("/home/me", "Library", "Application Support", "repartee")],
  ["win32", { LOCALAPPDATA: "/local" }, join("/local", "repartee")],
  ["win32", {}, join("/home/me", "AppData", "Local", "repartee")],
] as const)("data folder on %s with %j is the platform's", (platform, env, folder) => {
  expect(defaultDataFolder({ platform, env, home: "/home/me" })).toBe(folder);
});
