// Installs what package-lock.json names and, with --build, builds src/ and web/ to dist/. Does nothing that is already done,
// so `npm start` and `npm test` are each one command on a fresh machine and quick on a used one. With --run, only what
// running needs: packages for development are left out (two thirds of all) but for what builds, and the program is built
// without the library, whose types are checked by those who change them.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  buildState,
  compilerState,
  markBuilt,
  markWebBuilt,
  removeStrayOutput,
  root,
  sourceState,
  unmarkBuilt,
  webBuildState,
  webSourceState,
} from "./build-state.mjs";

/** What the program is built by, and what the page in web/ is built by and of. */
const buildTools = ["rolldown", "vite", "preact", "@preact/signals", "marked", "uplot"];
const quiet = ["--no-save", "--no-fund", "--no-audit"];
const installStamp = join(root, "node_modules", ".repartee-installed");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cannot set up Repartee: Node ${process.versions.node} is running, Node 20.19 or newer is needed.`);
  process.exit(1);
}

const onlyRuns = process.argv.includes("--run");
const lockText = readFileSync(join(root, "package-lock.json"));
const lock = createHash("sha256").update(lockText).digest("hex");
const installed = existsSync(installStamp) ? readFileSync(installStamp, "utf8") : "";
const hasAll = installed === lock;
/** A clone that once had everything is somebody's who changes it: it keeps everything. */
const isSlim = onlyRuns && (installed === "" || installed.endsWith(" run"));

if (!hasAll && !(isSlim && installed === `${lock} run`)) install();
if (process.argv.includes("--build")) {
  build();
  buildWeb();
}

function install() {
  console.error("Installing packages (once; about half a minute on a fast line) …");
  // Takes the versions of the lock file and leaves it as it is. Unlike `npm ci` it changes only what differs, and does
  // not refuse to work over a package of another platform.
  npm("install", ...quiet, ...(isSlim ? ["--omit=dev"] : []));
  if (isSlim) addBuildTools();
  writeFileSync(installStamp, isSlim ? `${lock} run` : lock);
}

/** Of the packages for development only those that build, in the versions of the lock file. */
function addBuildTools() {
  const { packages } = JSON.parse(lockText.toString("utf8"));
  const folder = join(root, ".cache", "build-tools");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const specifiers = buildTools.map((name) => `${name}@${packages[`node_modules/${name}`].version}`);
  npm("install", "--prefix", folder, "--no-package-lock", ...quiet, ...specifiers);
  const modules = join(folder, "node_modules");
  for (const name of readdirSync(modules).filter((one) => !one.startsWith("."))) {
    for (const path of name.startsWith("@") ? readdirSync(join(modules, name)).map((one) => join(name, one)) : [name]) {
      const target = join(root, "node_modules", path);
      if (existsSync(target)) continue;
      mkdirSync(dirname(target), { recursive: true });
      renameSync(join(modules, path), target);
    }
  }
  rmSync(folder, { recursive: true, force: true });
}

function build() {
  const found = buildState();
  if (found === "current" || (isSlim && found === "program")) return;
  const state = sourceState();
  unmarkBuilt();
  if (!isSlim) buildLibrary();
  run(process.execPath, [join(root, "scripts", "build-program.mjs"), ...(isSlim ? ["--alone"] : [])]);
  markBuilt(isSlim ? `${state} program` : state);
}

function buildLibrary() {
  run(process.execPath, [
    join(root, "node_modules", "typescript", "bin", "tsc"),
    "-p",
    join(root, "tsconfig.build.json"),
    "--incremental",
    "--tsBuildInfoFile",
    compilerState,
  ]);
  removeStrayOutput();
}

function buildWeb() {
  if (webBuildState() === "current") return;
  const state = webSourceState();
  run(process.execPath, [join(root, "scripts", "build-web.mjs")]);
  markWebBuilt(state);
}

/** npm as npm itself started us, so that no shell and no PATH look-up is needed on any platform. */
function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli && /\.c?js$/.test(cli)) run(process.execPath, [cli, ...args]);
  else if (process.platform === "win32") run(process.env.ComSpec ?? "cmd.exe", ["/d", "/s", "/c", "npm", ...args]);
  else run("npm", args);
}

/** Runs a command in the repository's root and leaves with its exit code when it fails. */
function run(command, args) {
  const env = { ...process.env, NODE_LLAMA_CPP_SKIP_DOWNLOAD: "true", ONNXRUNTIME_NODE_INSTALL: "skip" };
  const { error, status } = spawnSync(command, args, { cwd: root, stdio: "inherit", env });
  if (error) console.error(`Cannot run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
