import { homedir } from "node:os";
import { join } from "node:path";
import type { CacheFolderSource } from "./cache-folder.ts";

/**
 * Where the database is without `database_path`: `repartee` in the folder that the platform has for what
 * a user would miss. Absolute.
 */
export function defaultDataFolder(source: Partial<CacheFolderSource> = {}): string {
  const { platform = process.platform, env = process.env, home = homedir() } = source;
  if (platform === "darwin") return join(home, "Library", "Application Support", "repartee");
  if (platform === "win32") return join(env["LOCALAPPDATA"] || join(home, "AppData", "Local"), "repartee");
  const xdg = env["XDG_DATA_HOME"];
  // The specification wants relative paths ignored.
  return join(xdg?.startsWith("/") === true ? xdg : join(home, ".local", "share"), "repartee");
}
