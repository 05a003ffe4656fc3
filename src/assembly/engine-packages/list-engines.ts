/** The engines that packages can be added for, and which of them are here. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineNames, packagesOf, type EngineName, type EnginePackage } from "../../core/engine-packages.ts";
import { findInstalledPackage } from "./installed-package.ts";

export interface EngineState {
  readonly engine: EngineName;
  /** `unavailable`: there is no build for this platform. */
  readonly state: "installed" | "missing" | "unavailable";
  readonly packages: readonly (EnginePackage & { readonly installed: string | null })[];
}

export interface EngineInstallation {
  /** Of the folder in which Repartee is installed; default: where this file lies. */
  readonly packageFolder?: string;
  /** As `linux-x64`; default: this machine. */
  readonly platform?: string;
}

/** The folder with package.json, three up from here in `src/` as in `dist/`. */
export const ownFolder: string = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, "");

export function listEngines(installation: EngineInstallation = {}): readonly EngineState[] {
  const { packageFolder = ownFolder, platform = `${process.platform}-${process.arch}` } = installation;
  return engineNames.map((engine) => {
    const packages = packagesOf(engine, platform).map((one) => ({
      ...one,
      installed: findInstalledPackage(one.name, join(packageFolder, "package.json"))?.version ?? null,
    }));
    return { engine, state: stateOf(packages), packages };
  });
}

/** Builds of llama.cpp work with their own release of the binding only; of the others any version is tried. */
function stateOf(packages: EngineState["packages"]): EngineState["state"] {
  if (packages.length === 0) return "unavailable";
  const isFitting = ({ installed, version }: EngineState["packages"][number]): boolean =>
    installed !== null && (!/^\d/.test(version) || installed === version);
  return packages.every(isFitting) ? "installed" : "missing";
}
