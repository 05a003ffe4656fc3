/** Where packages have to lie so that this installation finds them, and which npm command puts them there. */
import { existsSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";

/** How Repartee was installed. */
export type InstallPlace =
  /** In a project, or in npx's cache: packages are saved in its package.json. */
  | { readonly kind: "project"; readonly folder: string }
  /** `npm install -g`. */
  | { readonly kind: "global"; readonly folder: string }
  /** A clone: packages are put into its node_modules without a change of package.json. */
  | { readonly kind: "clone"; readonly folder: string }
  /** By another package manager, which has to do it itself. */
  | { readonly kind: "foreign"; readonly manager: string; readonly folder: string };

/** @param packageFolder Of Repartee's own package.json. */
export function findInstallPlace(packageFolder: string): InstallPlace {
  const modules = dirname(packageFolder);
  if (basename(modules) !== "node_modules") return { kind: "clone", folder: packageFolder };
  const folder = dirname(modules);
  if (packageFolder.includes(`${sep}.pnpm${sep}`)) return { kind: "foreign", manager: "pnpm", folder };
  if (existsSync(join(folder, "pnpm-lock.yaml"))) return { kind: "foreign", manager: "pnpm", folder };
  if (existsSync(join(folder, "yarn.lock"))) return { kind: "foreign", manager: "yarn", folder };
  if (existsSync(join(folder, "bun.lock"))) return { kind: "foreign", manager: "bun", folder };
  if (existsSync(join(folder, "package.json"))) return { kind: "project", folder };
  return { kind: "global", folder };
}
