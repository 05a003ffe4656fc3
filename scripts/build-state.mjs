// Whether dist/ is the build of the sources as they are: what was built is written down beside the build.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const dist = join(root, "dist");
const stamp = join(dist, ".repartee-built");
/** What the compiler's output depends on besides src/. */
const settings = ["tsconfig.json", "tsconfig.build.json", "package.json", "package-lock.json"];

/** @returns {"current" | "missing" | "outdated"} */
export function buildState() {
  if (!existsSync(stamp)) return "missing";
  return readFileSync(stamp, "utf8") === sourceState() ? "current" : "outdated";
}

/** Takes the build away, so that nothing of a deleted source stays in it. */
export function clearBuild() {
  rmSync(dist, { recursive: true, force: true });
}

/** To be called before compiling and written down after it: what changes meanwhile makes the build outdated. */
export function sourceState() {
  const hash = createHash("sha256");
  for (const path of [...settings, ...sourcePaths()]) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** @param {string} state of the sources that were compiled */
export function markBuilt(state) {
  writeFileSync(stamp, state);
}

/** Tests are not built. */
function sourcePaths() {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => join("src", path))
    .sort();
}
