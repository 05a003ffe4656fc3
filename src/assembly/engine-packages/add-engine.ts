/** Installs the packages of an engine by the user's own npm, where this installation of Repartee finds them. */
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { packagesOf, type EngineName } from "../../core/engine-packages.ts";
import { ReparteeError } from "../../core/errors.ts";
import { clientCommands, clientEnvironment, type PackageClientOptions } from "../../models/packages/client-command.ts";
import { lastLines } from "../../models/packages/redact.ts";
import { runClient } from "../../models/packages/run-client.ts";
import { findInstallPlace, type InstallPlace } from "./install-place.ts";
import { findInstalledPackage } from "./installed-package.ts";
import { ownFolder, type EngineInstallation } from "./list-engines.ts";

/**
 * @returns Where it was put.
 * @throws ReparteeError `config_invalid` where there is no build of it, or another package manager has to do it;
 * `package_client_missing`, `package_client_failed`; and the signal's reason.
 */
export async function addEngine(
  engine: EngineName,
  options: EngineInstallation & { readonly client: PackageClientOptions; readonly signal: AbortSignal },
): Promise<string> {
  const { packageFolder = ownFolder, platform = `${process.platform}-${process.arch}` } = options;
  const packages = packagesOf(engine, platform);
  if (packages.length === 0) {
    throw new ReparteeError("config_invalid", `Cannot add engine "${engine}": there is no build of it for ${platform}`);
  }
  const place = findInstallPlace(packageFolder);
  const specifiers = packages.map(({ name, version }) => `${name}@${version}`);
  if (place.kind === "foreign") {
    const line = `${place.manager} add ${specifiers.map((one) => `"${one}"`).join(" ")}`;
    throw new ReparteeError("config_invalid", `Cannot add engine "${engine}": expected npm, got ${place.manager}`, {
      hint: `Run it yourself in ${place.folder}: ${line}`,
    });
  }
  await installAt(place, { ...options, engine, specifiers });
  return place.folder;
}

interface Installing {
  readonly engine: EngineName;
  readonly specifiers: readonly string[];
  readonly client: PackageClientOptions;
  readonly signal: AbortSignal;
}

/** Binaries come in the packages themselves: no script of a package is run. */
const always = ["--ignore-scripts", "--no-fund", "--no-audit", "--no-update-notifier", "--loglevel=error"];

async function installAt(place: InstallPlace, installing: Installing): Promise<void> {
  const { specifiers } = installing;
  if (place.kind === "project") return await npm(["install", "--save-exact", ...specifiers], place.folder, installing);
  if (place.kind === "global") return await npm(["install", "--global", ...specifiers], place.folder, installing);
  // `npm install` in the clone would bring its development packages, and take these away again.
  const folder = join(place.folder, ".cache", "engine-packages");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await npm(["install", "--no-save", "--no-package-lock", "--prefix", folder, ...specifiers], folder, installing);
    moveMissing(join(folder, "node_modules"), join(place.folder, "node_modules"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Packages that are already there stay: they are those that the clone was tested with. */
function moveMissing(from: string, to: string): void {
  for (const path of packageFolders(from)) {
    const name = path.replaceAll("\\", "/");
    if (findInstalledPackage(name, join(dirname(to), "package.json")) !== undefined) continue;
    rmSync(join(to, path), { recursive: true, force: true });
    cpSync(join(from, path), join(to, path), { recursive: true });
  }
}

function packageFolders(modules: string): readonly string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@") ? readdirSync(join(modules, name)).map((one) => join(name, one)) : [name],
    );
}

/** Where the npm that started this program works: not where this one shall. */
const ofStartingNpm = /^npm_config_(?:global|prefix|global_prefix|local_prefix)$/i;

async function npm(args: readonly string[], folder: string, { engine, client, signal }: Installing): Promise<void> {
  const commands = clientCommands("npm", client);
  const env = Object.fromEntries(
    Object.entries(clientEnvironment(client.env, {})).filter(([name]) => !ofStartingNpm.test(name)),
  );
  for (const command of commands) {
    const result = await runClient({ command, args: [...args, ...always], env, folder, signal });
    if (result.kind === "missing") continue;
    if (result.exitCode === 0) return;
    const complaint = lastLines(result.stderr || result.stdout);
    throw new ReparteeError("package_client_failed", `Cannot add engine "${engine}": npm failed\n${complaint}`, {
      hint: hintFor(complaint, folder),
    });
  }
  throw new ReparteeError("package_client_missing", `Cannot add engine "${engine}": npm was not found`, {
    hint: "Install npm, or name it: `npm_command` in the settings.",
  });
}

function hintFor(complaint: string, folder: string): string {
  if (/EACCES|EPERM|EROFS/.test(complaint)) {
    return `Run it as the user who owns ${folder}; images take engines when they are built.`;
  }
  return "Registry and proxy are those of npm's own settings (`npm config list`).";
}
