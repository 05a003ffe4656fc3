/** Looks for a package as Node does, without loading it: native libraries have no business in the server. */
import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isRecord } from "../../core/is-record.ts";

export interface InstalledPackage {
  readonly version: string;
  readonly folder: string;
}

/** @param from Path of the file whose `import` would find it. */
export function findInstalledPackage(name: string, from: string): InstalledPackage | undefined {
  for (const modules of createRequire(from).resolve.paths(name) ?? []) {
    const folder = join(modules, name);
    const manifest = readManifest(folder);
    if (manifest === undefined) continue;
    // The nearest one is what Node takes. A clone has empty packages of another name in the place of large ones.
    return manifest.name === name ? { version: manifest.version, folder: realpathSync(folder) } : undefined;
  }
  return undefined;
}

function readManifest(folder: string): { readonly name: string; readonly version: string } | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, "package.json"), "utf8");
  } catch {
    // No package here; the next folder may have it.
    return undefined;
  }
  const manifest: unknown = JSON.parse(text);
  if (!isRecord(manifest)) return undefined;
  const { name, version } = manifest;
  return typeof name === "string" && typeof version === "string" ? { name, version } : undefined;
}
