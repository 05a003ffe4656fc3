// Installs what package-lock.json names and, with --build, compiles src/ to dist/. Does nothing that is already done,
// so `npm start` and `npm test` are each one command on a fresh machine and quick on a used one.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const installStamp = join(root, "node_modules", ".repartee-installed");
const buildStamp = join(root, "dist", ".repartee-built");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cannot set up Repartee: Node ${process.versions.node} is running, Node 20.19 or newer is needed.`);
  process.exit(1);
}

/** Runs a command in the repository's root and leaves with its exit code when it fails. */
function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, NODE_LLAMA_CPP_SKIP_DOWNLOAD: "true" } });
  if (result.error) console.error(`Cannot run ${command}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** npm as npm itself started us, so that no shell and no PATH look-up is needed on any platform. */
function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli && /\.c?js$/.test(cli)) run(process.execPath, [cli, ...args]);
  else run(process.platform === "win32" ? "npm.cmd" : "npm", args);
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function newestMtimeMs(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const { mtimeMs } = statSync(join(folder, entry));
    if (mtimeMs > newest) newest = mtimeMs;
  }
  return newest;
}

const lockHash = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
if (readStamp(installStamp) !== lockHash) {
  console.error("Installing packages (once; about half a minute on a fast line) …");
  npm("ci", "--no-fund", "--no-audit");
  writeFileSync(installStamp, lockHash);
}

if (process.argv.includes("--build")) {
  const sources = [join(root, "tsconfig.json"), join(root, "tsconfig.build.json"), join(root, "package-lock.json")];
  const state = String(Math.max(newestMtimeMs(join(root, "src")), ...sources.map((file) => statSync(file).mtimeMs)));
  if (readStamp(buildStamp) !== state) {
    run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", join(root, "tsconfig.build.json")]);
    mkdirSync(dirname(buildStamp), { recursive: true });
    writeFileSync(buildStamp, state);
  }
}
