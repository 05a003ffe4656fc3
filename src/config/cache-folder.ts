import { homedir } from "node:os";
import { join } from "node:path";

export interface CacheFolderSource {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's own folder. */
  readonly home: string;
}

/**
 * Where models are stored without `cache_dir`: `repartee` in the folder that the platform has for what can be
 * had again. Absolute.
 */
export function defaultCacheFolder(source: Partial<CacheFolderSource> = {}): string {
  const { platform = process.platform, env = process.env, home = homedir() } = source;
  if (platform === "darwin") return join(home, "Library", "Caches", "repartee");
  if (platform === "win32") return join(env["LOCALAPPDATA"] || join(home, "AppData", "Local"), "repartee");
  const xdg = env["XDG_CACHE_HOME"];
  // The specification wants relative paths ignored.
  return join(xdg?.startsWith("/") === true ? xdg : join(home, ".cache"), "repartee");
}
