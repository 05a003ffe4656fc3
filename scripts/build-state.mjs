// Whether dist/ is the build of the sources as they are: what was built is written down beside the build.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const dist = join(root, "dist");
const stamp = join(dist, ".repartee-built");
/** What the compiler knows of its last output: beside it, so that they go together. */
export const compilerState = join(dist, ".tsbuildinfo");
const web = join(dist, "web");
const webStamp = join(web, ".repartee-built");
const program = join(dist, "program");
/** What the output depends on besides src/. */
const settings = [
  "tsconfig.json",
  "tsconfig.build.json",
  "package.json",
  "package-lock.json",
  "scripts/build-program.mjs",
];
/** What the compiler does not write: its own state, and what other builds write. */
const notCompiled = [stamp, compilerState, `${web}${sep}`, `${program}${sep}`];

/**
 * `program`: of the sources as they are, but only what `repartee` runs, without the library.
 * @returns {"current" | "program" | "missing" | "outdated"}
 */
export function buildState() {
  return stateOf(stamp, sourceState);
}

/** The same of the page, dist/web/. @returns {"current" | "missing" | "outdated"} */
export function webBuildState() {
  return stateOf(webStamp, webSourceState);
}

function stateOf(path, currentState) {
  if (!existsSync(path)) return "missing";
  const state = currentState();
  const built = readFileSync(path, "utf8");
  if (built === state) return "current";
  return built === `${state} program` ? "program" : "outdated";
}

/** To be called before compiling: a build that fails half-way must not pass for what it replaced. */
export function unmarkBuilt() {
  rmSync(stamp, { force: true });
}

/** Takes away what a source left in dist/ that is no more. The rest stays in place: a server may be running from it. */
export function removeStrayOutput() {
  if (!existsSync(dist)) return;
  const sources = new Set(sourcePaths().map((path) => path.slice("src".length + 1, -".ts".length)));
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const isStray = entry.isFile() && !sources.has(relative(dist, path).replace(/(?:\.d\.ts|\.js|\.js\.map)$/, ""));
    if (isStray && !notCompiled.some((kept) => path.startsWith(kept))) rmSync(path);
  }
}

/** To be called before compiling and written down after it: what changes meanwhile makes the build outdated. */
export function sourceState() {
  return stateOfFiles([...settings, ...sourcePaths()]);
}

export function webSourceState() {
  const paths = readdirSync(join(root, "web"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
  return stateOfFiles(["scripts/build-web.mjs", "package-lock.json", ...paths]);
}

function stateOfFiles(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** @param {string} state of the sources that were compiled */
export function markBuilt(state) {
  writeFileSync(stamp, state);
}

/** @param {string} state of the sources that the page was built from; its build empties the folder first */
export function markWebBuilt(state) {
  writeFileSync(webStamp, state);
}

/** Tests are not built. */
function sourcePaths() {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => join("src", path))
    .toSorted();
}
