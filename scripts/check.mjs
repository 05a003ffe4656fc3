// Says whether all is well: types, lint, format, dead code, the package, and the tests that hold the house together.
// `npm run check` runs all of it, `npm run check -- lint format` some of it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./build-state.mjs";

/** Longest first, so that two at a time end early. Each is a package's own script, run by this Node: no shell. */
const steps = {
  types: typesOf("tsconfig.json"),
  page: typesOf("web/tsconfig.json"),
  browser: typesOf("test-browser/tsconfig.json"),
  lint: ["oxlint/bin/oxlint", "--deny-warnings"],
  repository: ["vitest/vitest.mjs", "run", "test/repository", "--maxWorkers=1"],
  unused: ["knip/bin/knip.js", "--no-progress"],
  package: ["publint/src/cli.js", "run", ".", "--strict", "--pack", "false"],
  format: ["oxfmt/bin/oxfmt", "--check", "."],
};
const atOnce = 2;
/** No step takes this long; one that hangs fails instead. */
const limitMs = 300_000;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`Cannot check ${unknown.join(", ")}: there is ${Object.keys(steps).join(", ")}.`);
  process.exit(1);
}

/** Reads again only what changed since the last time. */
function typesOf(config) {
  const known = join(".cache", "types", `${config.replaceAll("/", "-")}.tsbuildinfo`);
  return ["typescript/bin/tsc", "--noEmit", "-p", config, "--incremental", "--tsBuildInfoFile", known];
}

const startedMs = performance.now();
const waiting = asked.length > 0 ? asked : Object.keys(steps);
const failed = [];
await Promise.all(Array.from({ length: atOnce }, work));

const seconds = secondsSince(startedMs);
console.log(failed.length === 0 ? `All is well (${seconds} s)` : `Not well: ${failed.join(", ")} (${seconds} s)`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const stepStartedMs = performance.now();
    const { isWell, output } = await run(steps[name]);
    if (!isWell) failed.push(name);
    console.log(`${isWell ? "ok    " : "FAILED"} ${name.padEnd(10)} ${secondsSince(stepStartedMs).padStart(5)} s`);
    if (!isWell) console.log(`\n${output.trimEnd()}\n`);
  }
}

/** @returns {Promise<{ isWell: boolean, output: string }>} */
function run([script, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limitMs,
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", (error) => resolve({ isWell: false, output: error.message }));
    child.on("close", (code, signal) => {
      const ending = signal === null ? "" : `\nEnded by ${signal} after at most ${limitMs / 1000} s.`;
      resolve({ isWell: code === 0, output: output + ending });
    });
  });
}

function secondsSince(fromMs) {
  return ((performance.now() - fromMs) / 1000).toFixed(1);
}
