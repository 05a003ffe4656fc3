// Counts the files on the path of a token: those of the serving process with a function that runs while one streamed
// request is answered by a tiny GGUF model, found by V8's precise coverage. Each request is sent before, so that what runs
// once at start does not count, and several times: what runs beside one of them by chance does not count either, nor does
// the model's own process. `*` marks the files that run for every token, the others run once for each request. Database writes (`storage/`) run beside a persona's reply: listed, not
// counted.
//
// `node scripts/token-path.mjs [--json] [DIST]`, after `npm run build`; DIST is another build to compare with.
import { mkdtemp, rm } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const maxTokens = 24;
const warmUps = 3;
const rounds = 5;
const shared = { model: "tiny", stream: true, max_tokens: maxTokens };
const requests = {
  chatCompletion: { path: "/v1/chat/completions", body: { messages: [{ role: "user", content: "Hello" }] } },
  personaReply: { path: "/api/respond", body: { text: "I passed my exam today!" } },
};

const isJson = process.argv.includes("--json");
const [given = fileURLToPath(new URL("../dist", import.meta.url))] = process.argv
  .slice(2)
  .filter((argument) => argument !== "--json");
const dist = `${pathToFileURL(resolve(given)).href}/`;
const { createRepartee } = await import(`${dist}index.js`);
const { writeRandomLlama } = await import(`${dist}testing/index.js`);

const folder = await mkdtemp(join(tmpdir(), "repartee-path-"));
const session = new Session();
session.connect();
let repartee;
try {
  const model = join(folder, "tiny.gguf");
  await writeRandomLlama(model, { seed: 1 });
  // No judge lets a random model's reply pass: what it costs is measured by `npm run bench:judge`.
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  repartee = await createRepartee({
    model,
    databasePath: join(folder, "repartee.db"),
    gpuLayers: 0,
    replyGate: false,
    log,
  });
  const { url } = await repartee.listen({ port: 0 });
  const counted = {};
  for (const [name, { path, body }] of Object.entries(requests)) {
    const ask = () => answer(url + path, { ...shared, ...body });
    for (let round = 0; round < warmUps; round++) await ask();
    await speechIsReady();
    counted[name] = await filesThatRun(ask);
  }
  report(counted);
} finally {
  await repartee?.[Symbol.asyncDispose]();
  session.disconnect();
  await rm(folder, { recursive: true, force: true });
}

async function answer(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok || !/\[DONE\]|event: done/.test(text))
    throw new Error(`${url} answered ${response.status}: ${text}`);
}

/** A server speaks its written lines in advance, beside its first requests. */
async function speechIsReady() {
  const deadlineMs = performance.now() + 60_000;
  while ((await callsOf(() => delay(1000))).some(({ file }) => /^(?:speech|voice)\//.test(file))) {
    if (performance.now() > deadlineMs) throw new Error("Speech was not ready after 60 s");
  }
}

/** Of files that run in every round, the fewest calls. */
async function filesThatRun(work) {
  let files = await callsOf(work);
  for (let round = 1; round < rounds; round++) {
    const others = new Map((await callsOf(work)).map(({ file, calls }) => [file, calls]));
    files = files
      .filter(({ file }) => others.has(file))
      .map(({ file, calls }) => ({ file, calls: Math.min(calls, others.get(file)) }));
  }
  const isStorage = ({ file }) => file.startsWith("storage/");
  return {
    files: files.filter((one) => !isStorage(one)).map(({ file }) => file),
    // The first and the last token may be part of other events.
    perToken: files.filter((one) => one.calls >= maxTokens - 2 && !isStorage(one)).map(({ file }) => file),
    storage: files.filter(isStorage).map(({ file }) => file),
  };
}

/** The first function of a script is the module itself, which ran when it was imported. */
async function callsOf(work) {
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await work();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  await session.post("Profiler.stopPreciseCoverage");
  return result
    .filter(({ url }) => url.startsWith(dist))
    .map(({ url, functions }) => ({
      file: url.slice(dist.length).replace(/\.js$/, ".ts"),
      calls: Math.max(...functions.map(({ ranges: [range] }) => range.count)),
    }))
    .filter(({ calls }) => calls > 0)
    .toSorted((one, other) => (one.file < other.file ? -1 : 1));
}

function report(counted) {
  if (isJson) return void process.stdout.write(`${JSON.stringify(counted)}\n`);
  for (const [name, { files, perToken, storage }] of Object.entries(counted)) {
    const lines = files.map((file) => `${perToken.includes(file) ? "*" : " "} ${file}\n`).join("");
    process.stdout.write(`${name}: ${files.length} files, ${perToken.length} for every token\n${lines}`);
    if (storage.length > 0) process.stdout.write(`  and ${storage.length} files of storage/\n`);
  }
}
