// Installs what package-lock.json names and, with --build, builds src/ and web/ to dist/. Does nothing that is already done,
// so `npm start` and `npm test` are each one command on a fresh machine and quick on a used one.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildState,
  markBuilt,
  markWebBuilt,
  removeStrayOutput,
  root,
  sourceState,
  unmarkBuilt,
  webBuildState,
  webSourceState,
} from "./build-state.mjs";

const installStamp = join(root, "node_modules", ".repartee-installed");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cannot set up Repartee: Node ${process.versions.node} is running, Node 20.19 or newer is needed.`);
  process.exit(1);
}

install();
if (process.argv.includes("--build")) {
  build();
  buildWeb();
}

function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(installStamp) && readFileSync(installStamp, "utf8") === lock) return;
  console.error("Installing packages (once; about half a minute on a fast line) …");
  // Takes the versions of the lock file and leaves it as it is. Unlike `npm ci` it changes only what differs, and does
  // not refuse to work over a package of another platform.
  npm("install", "--no-save", "--no-fund", "--no-audit");
  writeFileSync(installStamp, lock);
}

function build() {
  if (buildState() === "current") return;
  const state = sourceState();
  unmarkBuilt();
  run(process.execPath, [
    join(root, "node_modules", "typescript", "bin", "tsc"),
    "-p",
    join(root, "tsconfig.build.json"),
  ]);
  removeStrayOutput();
  markBuilt(state);
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
