// Talks to a server over WS /v1/realtime without a pause and watches its memory, its speech processes' included:
// one-second spoken turns, written turns and interruptions in turn, with a new connection every 50 turns.
//
//   npm run soak:voice                          an hour
//   npm run soak:voice -- --minutes 5           shorter
//   npm run soak:voice -- --cache-dir ~/.cache/repartee   with the speech models that are installed there
//
// Ends with 1 when the memory grew by more than 24 MiB for 1,000 turns, from the first third on.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    "cache-dir": { type: "string" },
    model: { type: "string", default: "echo" },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes: expected a number above 0, got "${values.minutes}"`);
const mostPerThousandTurns = 24 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), "repartee-soak-"));
const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const cache = values["cache-dir"] ?? folder;
const args = [entry, "serve", "--model", values.model, "--port", "0", "--cache-dir", cache, "--offline"];
const server = spawn(process.execPath, [...args, "--database-path", join(folder, "soak.db"), "--log-level", "error"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await listening(server);
process.once("SIGINT", () => server.kill("SIGTERM"));

const speech = await spokenSecond();
const samples = [];
const counts = { turns: 0, spoken: 0, written: 0, interrupted: 0, connections: 0 };
const startedMs = performance.now();
const endMs = startedMs + minutes * 60_000;
let nextSampleMs = startedMs;
while (performance.now() < endMs && server.exitCode === null) await oneConnection(50);
server.kill("SIGTERM");
await once(server, "exit");
rmSync(folder, { recursive: true, force: true });
report();

async function listening(child) {
  let printed = "";
  for await (const text of child.stdout) {
    printed += text;
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (found === undefined) continue;
    child.stdout.resume();
    return found;
  }
  throw new Error("the server ended before it listened");
}

/** About a second of speech at 24 kHz, as the server's own voice says it, and half a second of silence. */
async function spokenSecond() {
  const answer = await fetch(`${url}/v1/audio/speech`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input: "I lost my keys today.", response_format: "pcm" }),
  });
  if (!answer.ok) throw new Error(`cannot speak: ${await answer.text()}`);
  return Buffer.concat([Buffer.from(await answer.arrayBuffer()), Buffer.alloc(48_000 * 0.6)]);
}

async function oneConnection(turns) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/realtime`);
  await once(socket, "open");
  counts.connections += 1;
  const waiting = new Set();
  socket.on("message", (data) => {
    const event = JSON.parse(data);
    for (const waiter of [...waiting]) if (waiter.types.includes(event.type)) waiter.resolve(event);
  });
  const send = (event) => socket.send(JSON.stringify(event));
  const next = (...types) =>
    new Promise((resolve, reject) => {
      const waiter = { types, resolve: (event) => (waiting.delete(waiter), resolve(event)) };
      waiting.add(waiter);
      setTimeout(
        () => waiting.delete(waiter) && reject(new Error(`no ${types.join(" or ")} within 60 s`)),
        60_000,
      ).unref();
    });
  const speak = () => {
    for (let start = 0; start < speech.length; start += 9600) {
      send({ type: "input_audio_buffer.append", audio: speech.subarray(start, start + 9600).toString("base64") });
    }
  };
  for (let turn = 0; turn < turns && performance.now() < endMs; turn += 1) {
    const done = next("response.done");
    if (turn % 3 === 0) {
      speak();
      counts.spoken += 1;
    } else {
      send({
        type: "conversation.item.create",
        item: {
          type: "message",
          role: "user",
          content: [{ type: "input_text", text: `Turn ${turn}, please answer in a few words.` }],
        },
      });
      send({ type: "response.create" });
      counts.written += 1;
    }
    if (turn % 3 === 2) {
      await next("response.output_audio.delta", "response.done");
      send({ type: "response.cancel" });
      counts.interrupted += 1;
    }
    await done;
    counts.turns += 1;
    if (performance.now() >= nextSampleMs) sample();
  }
  socket.close();
  await once(socket, "close");
}

function sample() {
  nextSampleMs = performance.now() + Math.max(1000, minutes * 500);
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" });
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const own = rows.find(([pid]) => pid === server.pid)?.[2] ?? 0;
  const children = rows.filter(([, ppid]) => ppid === server.pid).reduce((sum, row) => sum + row[2], 0);
  samples.push({ turns: counts.turns, server: own * 1024, children: children * 1024 });
  process.stdout.write(`${counts.turns} turns: server ${mib(own * 1024)}, speech processes ${mib(children * 1024)}\n`);
}

function report() {
  const later = samples.slice(Math.floor(samples.length / 3));
  const own = slope(later.map(({ turns, server: bytes }) => [turns, bytes])) * 1000;
  const children = slope(later.map(({ turns, children: bytes }) => [turns, bytes])) * 1000;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`${seconds} s: ${JSON.stringify(counts)}`);
  console.log(`growth for 1,000 turns, without the first third: server ${mib(own)}, speech processes ${mib(children)}`);
  if (own + children > mostPerThousandTurns) process.exitCode = 1;
}

/** Least squares. */
function slope(points) {
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}

function mib(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
