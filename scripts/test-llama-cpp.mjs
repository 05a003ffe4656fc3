// Runs the tests of llama.cpp's own server against Repartee: `npm run test:llama-cpp -- FOLDER`, with llama.cpp's
// tools/server/tests (the source package of llama-cpp-python on PyPI has it under vendor/llama.cpp). It needs python3
// with the packages of the folder's requirements.txt; PYTHON names another interpreter.
// One server with a tiny model answers all of them. What cannot hold here is in scripts/llama-cpp-tests/relaxations.json,
// each with its reason. Fails where any other test fails.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { root } from "./build-state.mjs";
import { createRepartee } from "../dist/index.js";
import { writeRandomLlama } from "../dist/testing/index.js";

const [folder, ...options] = process.argv.slice(2);
if (folder === undefined || !existsSync(join(folder, "utils.py"))) {
  console.error("Name llama.cpp's folder of server tests: npm run test:llama-cpp -- PATH/tools/server/tests");
  process.exit(2);
}

/** Groups of what both servers have; the others are of slots, LoRA, routing, speculation and the like. */
const groups = [
  "basic",
  "chat_completion",
  "completion",
  "embedding",
  "rerank",
  "tokenize",
  "compat_anthropic",
  "compat_oai_responses",
  "template",
  "security",
];

let repartee;
const models = await mkdtemp(join(tmpdir(), "repartee-llama-cpp-"));
try {
  const reference = join(models, "tiny.gguf");
  await writeRandomLlama(reference, { seed: 7 });
  repartee = await createRepartee({
    // The name that the tests expect in answers.
    models: [{ name: "llama-test-model", reference }],
    modelAliases: ["*=llama-test-model"],
    contextSize: 512,
    gpuLayers: 0,
    preload: true,
  });
  const { url } = await repartee.listen({ port: 0 });
  process.exitCode = await runTests(new URL(url).port);
} finally {
  await repartee?.[Symbol.asyncDispose]();
  await rm(models, { recursive: true, force: true });
}

async function runTests(port) {
  const own = join(root, "scripts", "llama-cpp-tests");
  const files = groups
    .map((group) => join("unit", `test_${group}.py`))
    .filter((file) => existsSync(join(folder, file)));
  const child = spawn(
    process.env.PYTHON ?? "python3",
    ["-m", "pytest", "-p", "plugin", "-q", "--tb=short", "-rs", "-p", "no:cacheprovider", ...options, ...files],
    {
      cwd: resolve(folder),
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONPATH: [own, "."].join(delimiter),
        DEBUG_EXTERNAL: "1",
        PORT: port,
      },
      stdio: "inherit",
    },
  );
  await once(child, "close");
  return child.exitCode ?? 1;
}
