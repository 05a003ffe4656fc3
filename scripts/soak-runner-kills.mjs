// Kills the model's process at random moments, while four streams run, and counts what their readers notice.
//   npm run soak:runner-kills -- MODEL [KILLS=150] [SEED]
// MODEL is whatever `repartee serve --model` takes. Native streams may not fail or lack their end; a stream that was cut
// in the middle is resumed, and its text is compared with that of an undisturbed run at temperature 0. No question is asked
// twice: one that is there whenever a process dies would be put into quarantine.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [model, kills = "150", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
if (model === undefined) throw new Error("Name a model: npm run soak:runner-kills -- ./model.gguf");
const signals = ["SIGSEGV", "SIGABRT", "SIGKILL"];
const questions = ["Tell me about the sea.", "What is a good breakfast?", "Describe a forest.", "How does rain form?"];
const maxTokens = 60;

let state = Number(seed) >>> 0;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const args = ["serve", "--model", model, "--port", "0", "--database-path", ":memory:", "--log-format", "json"];
const server = spawn(process.execPath, [entry, ...args], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => server.kill("SIGKILL"));
const url = await new Promise((resolve) => {
  let printed = "";
  server.stdout.on("data", (text) => {
    printed += text;
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (found !== undefined) resolve(found);
  });
});

/** The model's process, once it is loaded. */
async function runnerPid() {
  const { models } = await (await fetch(`${url}/api/ps`)).json();
  return models.find(({ pid, state: phase }) => pid !== undefined && phase === "ready")?.pid;
}

async function ask(question, onChunk) {
  const body = { messages: [{ role: "user", content: question }], temperature: 0, max_tokens: maxTokens, stream: true };
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) return { status: response.status, text: "", isWhole: false, isResumed: false };
  let data = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    data += chunk;
    onChunk();
  }
  const events = data.split("\n\n").filter((event) => event.startsWith("data: {"));
  const frames = events.map((event) => JSON.parse(event.slice("data: ".length)));
  return {
    status: response.status,
    text: frames.map(({ choices }) => choices?.[0]?.delta?.content ?? "").join(""),
    isWhole: data.trimEnd().endsWith("data: [DONE]") && frames.every(({ error }) => error === undefined),
    isResumed: data.includes('"kind":"resumed"'),
  };
}

/** Whether the process was still there to be killed. */
function kill(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

const counts = { kills: 0, streams: 0, failed: 0, resumed: 0, resumedEqual: 0, emptyFailures: 0 };
for (let round = 0; round < Number(kills); round += 1) {
  const killAt = Math.floor(random() * maxTokens * questions.length);
  let chunks = 0;
  let isKilled = false;
  const signal = signals[round % signals.length];
  const pid = await runnerPid();
  const asked = questions.map((question) => `Question ${round + 1}: ${question}`);
  const replies = await Promise.all(
    asked.map((question) =>
      ask(question, () => {
        chunks += 1;
        if (isKilled || chunks < killAt || pid === undefined) return;
        isKilled = true;
        if (kill(pid, signal)) counts.kills += 1;
      }),
    ),
  );
  for (const [index, { status, text, isWhole, isResumed }] of replies.entries()) {
    counts.streams += 1;
    if (!isWhole) counts.failed += 1;
    if (status !== 200) counts.emptyFailures += 1;
    if (!isResumed) continue;
    counts.resumed += 1;
    if (text === (await ask(asked[index], () => {})).text) counts.resumedEqual += 1;
  }
  if ((round + 1) % 10 === 0) process.stderr.write(`${round + 1} of ${kills}: ${JSON.stringify(counts)}\n`);
}
const rss = readFileSync(`/proc/${server.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)?.[1];
console.log(JSON.stringify({ seed, ...counts, serverRssMiB: Math.round(Number(rss) / 1024) }));
server.kill("SIGTERM");
process.exitCode = counts.failed === 0 ? 0 : 1;
