/** Which commands are tried for a package client, and what of our environment it gets. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PackageClientName } from "../../core/package-reference.ts";

/** A program and its first arguments, such as `["python3", "-m", "pip"]`. */
export type ClientCommand = readonly [string, ...string[]];

export type ClientEnvironment = Readonly<Record<string, string | undefined>>;

export interface PackageClientOptions {
  /** Instead of the usual commands; the only one tried. */
  readonly npmCommand?: ClientCommand;
  readonly pipCommand?: ClientCommand;
  /** The user's own: registries, proxies and logins come along in it. */
  readonly env: ClientEnvironment;
  /** Where npm looks for a project's `.npmrc`. */
  readonly npmFolder?: string;
}

/** In the order in which they are tried. */
export function clientCommands(
  client: PackageClientName,
  { npmCommand, pipCommand }: PackageClientOptions,
  platform: NodeJS.Platform = process.platform,
): readonly ClientCommand[] {
  const own = client === "npm" ? npmCommand : pipCommand;
  if (own !== undefined) return [own];
  if (client === "npm") return npmCommands(platform);
  const pythons: readonly ClientCommand[] = [
    ["python3", "-m", "pip"],
    ["python", "-m", "pip"],
    ["py", "-3", "-m", "pip"],
  ];
  return [...(platform === "win32" ? pythons.toReversed() : pythons), ["pip3"], ["pip"]];
}

/** Windows starts no `npm.cmd` without a shell, so there npm's own script is run by this Node. */
function npmCommands(platform: NodeJS.Platform): readonly ClientCommand[] {
  const nodeFolder = dirname(process.execPath);
  const scripts = [
    join(nodeFolder, "node_modules", "npm", "bin", "npm-cli.js"),
    join(nodeFolder, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
  ];
  const byScript = scripts
    .filter((script) => existsSync(script))
    .map((script): ClientCommand => [process.execPath, script]);
  return platform === "win32" ? byScript : [["npm"], ...byScript];
}

/** Secrets of this program that a package client has no use for. Its own logins stay. */
const ownSecret = /^(?:REPARTEE_|HUGGINGFACE_TOKEN$|HF_TOKEN$|DATABASE_URL$|API_KEYS?$)/;

/** `NODE_OPTIONS` would start a debugger or load the app's code in npm. */
export function clientEnvironment(
  env: ClientEnvironment,
  additional: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !ownSecret.test(name) && name !== "NODE_OPTIONS");
  return { ...Object.fromEntries(kept), ...additional };
}
