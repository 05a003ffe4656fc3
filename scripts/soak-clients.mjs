/**
 * Crowds of clients against a server of its own with a tiny model: `npm run soak:clients`, or some of its parts by name:
 *
 * - `greedy`: how long a polite client waits for its first text, alone and beside one that has 300 of the same under way.
 * - `burst`: 400 requests at once where few have room: replies and 429, nothing else.
 * - `chats`: 1,000 chats at once, all answered; the most memory that the server's process had.
 * - `streams`: 10,000 streams, of which 30 % are left in their middle and 10 % not read for a while: memory a stream, and
 *   what is left of them. `--streams N` for another number.
 *
 * `--model FILE` for another model: with one that takes some milliseconds a token it is the model that clients wait for.
 *
 * Linux only: memory is read from /proc. The exit code is 1 when a figure is above its bound.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir, mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { writeScriptedLlama } from "../dist/testing/index.js";
import { ask } from "./soak-clients/ask.mjs";

const { values, positionals } = parseArgs({
  options: { streams: { type: "string", default: "10000" }, model: { type: "string" } },
  allowPositionals: true,
});
const folder = await mkdtemp(join(tmpdir(), "repartee-clients-"));
const model = values.model ?? join(folder, "tiny.gguf");
if (values.model === undefined) {
  await writeScriptedLlama(model, { script: "One word after another and no end in sight, ", eos: false });
}
let failures = 0;

function report(what, figure, isGood) {
  if (!isGood) failures += 1;
  console.log(`${isGood ? "ok    " : "FAILED"} ${what}: ${figure}`);
}

async function withServer(flags, work, nodeFlags = []) {
  const args = [...nodeFlags, "dist/cli/main.js", "serve", "--model", model, "--port", "0", "--gpu-layers", "0"];
  const child = spawn(process.execPath, [...args, "--database-path", ":memory:", ...flags], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    let said = "";
    let url;
    for await (const text of child.stdout) {
      said += text;
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (url !== undefined) break;
    }
    const server = { url, pid: child.pid, agent: new Agent({ keepAlive: false, maxSockets: Infinity }) };
    await ask(server, { max_tokens: 5 });
    return await work(server);
  } finally {
    child.kill();
    await once(child, "exit");
  }
}

function count(outcomes) {
  const counts = {};
  for (const { status, isWhole } of outcomes) {
    const name = isWhole === false ? `${status} without its end` : String(status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const shown = (counts) => JSON.stringify(counts);
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const p95 = (waits) =>
  percentile(
    waits.toSorted((a, b) => a - b),
    0.95,
  );

async function memoryOf(pid, field = "VmRSS") {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1024;
}

async function socketsOf(pid) {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

async function metric(url, name) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

/** Garbage is collected often: what stays is seen over ten thousand streams, not the waves of a roomy heap. */
const smallHeap = ["--max-semi-space-size=1", "--max-old-space-size=96"];

const parts = {
  greedy: () =>
    withServer(["--queue-timeout-ms", "120000"], async (server) => {
      const turns = async () => {
        const workerData = { url: server.url, turns: 60 };
        const client = new Worker(new URL("./soak-clients/polite-client.mjs", import.meta.url), { workerData });
        const [outcomes] = await once(client, "message");
        return outcomes;
      };
      const alone = await turns();
      const answers = [];
      let isOver = false;
      const insist = async () => {
        while (!isOver) {
          const answer = await ask(server, { client: "greedy", max_tokens: 20 });
          answers.push(answer);
          if (answer.status === 429) await new Promise((wake) => setTimeout(wake, 1_000));
        }
      };
      const many = Array.from({ length: 300 }, insist);
      const beside = await turns();
      isOver = true;
      await Promise.all(many);
      const [quiet, loud] = [alone, beside].map((waits) => p95(waits.map(({ waitedMs = Infinity }) => waitedMs)));
      const ratio = loud / quiet;
      const figure = `first text p95 ${Math.round(quiet)} ms alone, ${Math.round(loud)} ms beside: ${ratio.toFixed(2)} times`;
      report("a polite client beside 300 requests of another", figure, ratio <= 2);
      report(
        "the polite client's replies",
        shown(count([...alone, ...beside])),
        beside.every(({ isWhole }) => isWhole),
      );
      report(
        "the other's",
        shown(count(answers)),
        answers.every(({ status, isWhole }) => isWhole && [200, 429].includes(status)),
      );
    }),
  burst: () =>
    withServer(["--max-in-flight", "4", "--max-queued", "32"], async (server) => {
      const answers = await Promise.all(Array.from({ length: 400 }, () => ask(server, { max_tokens: 30 })));
      const isRight = ({ status, isWhole, retryAfter }) =>
        isWhole && (status === 200 || (status === 429 && retryAfter > 0));
      report("400 requests at once", shown(count(answers)), answers.every(isRight));
    }),
  chats: () =>
    withServer(
      ["--max-queued", "2000", "--queue-timeout-ms", "600000", "--total-timeout-ms", "900000"],
      async (server) => {
        const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(server, { max_tokens: 20 })));
        const mebibytes = await memoryOf(server.pid, "VmHWM");
        report(
          "1,000 chats at once",
          shown(count(answers)),
          answers.every(({ status, isWhole }) => isWhole && status === 200),
        );
        report("most memory of the server's process", `${Math.round(mebibytes)} MiB`, mebibytes < 400);
      },
    ),
  streams: () =>
    withServer(
      ["--max-queued", "500", "--queue-timeout-ms", "120000"],
      async (server) => {
        const total = Number(values.streams);
        const outcomes = [];
        const samples = [];
        const before = await socketsOf(server.pid);
        let begun = 0;
        const client = async () => {
          while (begun < total) {
            const one = begun;
            begun += 1;
            const kind = one % 10;
            const more = kind < 3 ? { leaveAfter: 400 } : kind === 3 ? { pauseMs: 500 } : {};
            outcomes.push(await ask(server, { max_tokens: 12, ...more }));
            if (outcomes.length % 20 === 0)
              samples.push({ streams: outcomes.length, mebibytes: await memoryOf(server.pid) });
          }
        };
        await Promise.all(Array.from({ length: 50 }, client));
        for (let tries = 0; tries < 100 && (await metric(server.url, "repartee_requests_in_flight")) > 0; tries += 1) {
          await new Promise((wake) => setTimeout(wake, 100));
        }
        const isRight = ({ status, isWhole }) => status === "left" || (status === 200 && isWhole);
        report(`${total} streams`, shown(count(outcomes)), outcomes.every(isRight));
        // Memory rises until it is collected: the least of each twentieth is what stays. The first half warms up.
        const least = leastOfParts(samples, 20).slice(10);
        const kibibytes = slope(least) * 1024;
        const ends = `the least of each twentieth: ${least.map(({ mebibytes }) => Math.round(mebibytes)).join(", ")} MiB`;
        report("memory a stream, second half", `${kibibytes.toFixed(2)} KiB (${ends})`, kibibytes < 1);
        const left =
          (await metric(server.url, "repartee_requests_in_flight")) +
          (await metric(server.url, "repartee_model_leases"));
        report("permits and leases that are left", left, left === 0);
        const sockets = (await socketsOf(server.pid)) - before;
        report("open files more than before", sockets, sockets <= 2);
      },
      smallHeap,
    ),
};

function leastOfParts(samples, number) {
  const size = Math.ceil(samples.length / number);
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
    samples.slice(index * size, (index + 1) * size).reduce((a, b) => (b.mebibytes < a.mebibytes ? b : a)),
  );
}

/** Of memory over streams, by least squares. */
function slope(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const x = mean(({ streams }) => streams);
  const y = mean(({ mebibytes }) => mebibytes);
  const covariance = points.reduce((sum, { streams, mebibytes }) => sum + (streams - x) * (mebibytes - y), 0);
  return covariance / points.reduce((sum, { streams }) => sum + (streams - x) ** 2, 0);
}

try {
  for (const part of positionals.length > 0 ? positionals : Object.keys(parts)) await parts[part]();
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
