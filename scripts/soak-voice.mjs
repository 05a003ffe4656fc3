// Talks to a server over WS /v1/realtime without a pause and watches the memory of each of its processes: one-second
// spoken turns, written turns and interruptions in turn, with a new connection every 50 turns.
//
//   npm run soak:voice                          3,600 turns: an hour of one second each, as fast as they go
//   npm run soak:voice -- --turns 12000         more of them
//   npm run soak:voice -- --minutes 60          as many as an hour of the clock has room for
//   npm run soak:voice -- --cache-dir ~/.cache/repartee   with the speech models that are installed there
//
// Ends with 1 when a process grew by more than 4 MiB for 1,000 turns after the first 1,200: until then V8's heaps, the
// libraries' arenas and WebAssembly's memory reach their size. The server collects its garbage before each look.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";

const { values } = parseArgs({
  options: {
    turns: { type: "string" },
    minutes: { type: "string" },
    "cache-dir": { type: "string" },
    model: { type: "string", default: "echo" },
  },
});
const minutes = positive("minutes") ?? Infinity;
const mostTurns = positive("turns") ?? (minutes === Infinity ? 3600 : Infinity);
const warmUpTurns = 1200;
const mostPerThousandTurns = 4 * 1024 * 1024;
/** Turns between two looks at the memory. */
const sampleEvery = 50;
/** A whole collection takes about 50 ms. */
const collectionMs = 500;

const folder = mkdtempSync(join(tmpdir(), "repartee-soak-"));
const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const cache = values["cache-dir"] ?? folder;
const collect = ["--expose-gc", "--import", "data:text/javascript,process.on('SIGUSR2', () => gc())"];
const args = [...collect, entry, "serve", "--model", values.model, "--port", "0", "--cache-dir", cache, "--offline"];
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
let sampledTurns = 0;
while (isGoingOn() && server.exitCode === null) await oneConnection(50);
server.kill("SIGTERM");
await once(server, "exit");
rmSync(folder, { recursive: true, force: true });
report();

function positive(name) {
  const given = values[name];
  if (given === undefined) return undefined;
  if (Number(given) > 0) return Number(given);
  throw new Error(`--${name}: expected a number above 0, got "${given}"`);
}

function isGoingOn() {
  return counts.turns < mostTurns && performance.now() < endMs;
}

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
  for (let turn = 0; turn < turns && isGoingOn(); turn += 1) {
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
    if (counts.turns >= sampledTurns + sampleEvery) await sample();
  }
  socket.close();
  await once(socket, "close");
}

async function sample() {
  sampledTurns = counts.turns;
  server.kill("SIGUSR2");
  await delay(collectionMs);
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,rss=,args="], { encoding: "utf8" });
  const bytes = new Map();
  for (const line of stdout.trim().split("\n")) {
    const [pid, ppid, rss, ...words] = line.trim().split(/\s+/);
    if (Number(pid) === server.pid) bytes.set("server", Number(rss) * 1024);
    else if (Number(ppid) === server.pid && words[0] !== "ps") bytes.set(words.slice(-2).join(" "), Number(rss) * 1024);
  }
  samples.push({ turns: counts.turns, bytes });
  console.log(`${counts.turns} turns: ${[...bytes].map(([name, size]) => `${name} ${mib(size)}`).join(", ")}`);
}

function report() {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`${seconds} s: ${JSON.stringify(counts)}`);
  const later = samples.filter(({ turns }) => turns >= warmUpTurns);
  if (later.length < 10) {
    console.log(`expected more than ${warmUpTurns} turns to tell a leak from a warm-up, got ${counts.turns}`);
    return void (process.exitCode = 1);
  }
  console.log(`growth for 1,000 turns, after the first ${warmUpTurns}:`);
  for (const name of later.at(-1).bytes.keys()) {
    const points = later.flatMap(({ turns, bytes }) => (bytes.has(name) ? [[turns, bytes.get(name)]] : []));
    const growth = slope(points) * 1000;
    console.log(`  ${name}: ${mib(growth)}, at the end ${mib(points.at(-1)[1])}`);
    if (growth > mostPerThousandTurns) process.exitCode = 1;
  }
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
