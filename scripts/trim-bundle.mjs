// Runs before and after `npm pack`. The package carries node-llama-cpp and what it depends on, but
// none of its native binaries: the platform's own one is an optional dependency of ours, those of GPUs come by
// `repartee engines add`. As npm bundles whatever a bundled package depends on, its manifest is trimmed while npm packs:
// no optional dependencies, no install script (binaries are never built or downloaded), no source of llama.cpp (34 MB).
// Fastify is carried for one dependency of its own, see below.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./build-state.mjs";

const { overrides } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const kept = join(root, ".cache", "pack");
const modules = join(root, "node_modules");
/** From it npm would read the manifests as they were installed. */
const installedTree = join(modules, ".package-lock.json");

/**
 * Not in package.json itself: there npm's way to find out what is bundled takes for ever in the tree of our packages for
 * development.
 */
const bundled = ["fastify", "node-llama-cpp"];

/** Bundled packages whose manifests are changed; their optional dependencies, native code, are taken out of each. */
const trimmed = {
  "node-llama-cpp": ({ scripts: _scripts, files, ...manifest }) => ({
    ...manifest,
    files: [...files, "!llama/gitRelease.bundle", "!templates"],
  }),
  ipull: (manifest) => manifest,
  // Overrides of our package.json do not reach those who install the package: cookie 2 asks for Node 22.
  "light-my-request": ({ dependencies, ...manifest }) => ({
    ...manifest,
    dependencies: { ...dependencies, cookie: overrides.cookie },
  }),
};

const [, , mode] = process.argv;
// What an interrupted packing left trimmed is put back first.
restore();
if (mode === "--trim") trim();
else if (mode !== "--restore") {
  console.error("Usage: node scripts/trim-bundle.mjs --trim | --restore");
  process.exitCode = 1;
}

function trim() {
  for (const [name, trimManifest] of Object.entries(trimmed)) {
    const { optionalDependencies: _optional, ...manifest } = trimManifest(readManifest(join(modules, name)));
    replace(join("node_modules", name, "package.json"), manifest);
  }
  replace("package.json", { ...readManifest(root), bundleDependencies: bundled });
  if (existsSync(installedTree)) renameSync(installedTree, join(kept, ".package-lock.json"));
}

function restore() {
  for (const path of [
    ...Object.keys(trimmed).map((name) => join("node_modules", name, "package.json")),
    "package.json",
  ]) {
    if (existsSync(join(kept, path))) renameSync(join(kept, path), join(root, path));
  }
  if (existsSync(join(kept, ".package-lock.json"))) renameSync(join(kept, ".package-lock.json"), installedTree);
  rmSync(kept, { recursive: true, force: true });
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** The original is moved, not copied: it comes back as it was, with its time, and other links to it are not touched. */
function replace(path, manifest) {
  mkdirSync(dirname(join(kept, path)), { recursive: true });
  renameSync(join(root, path), join(kept, path));
  writeFileSync(join(root, path), `${JSON.stringify(manifest, null, 2)}\n`);
}
