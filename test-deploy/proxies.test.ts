/** The recipes of deploy/ for nginx and HAProxy, before real servers: streams, probes, a rolling restart, a kill. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { writeScriptedLlama } from "repartee/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { deployFile, findProgram, freePorts, missing, startProgram, until } from "./programs.ts";
import { createReplica, type Replica } from "./replica.ts";

const proxies = {
  nginx(folder: string, config: string) {
    mkdirSync(join(folder, "temp"));
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const main = `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1;
events { worker_connections 512; }
http { access_log off; ${paths.map((name) => `${name}_temp_path ${folder}/temp/${name};`).join(" ")}
${config}
}`;
    writeFileSync(join(folder, "nginx.conf"), main);
    return ["-c", join(folder, "nginx.conf"), "-e", "stderr"];
  },
  haproxy(folder: string, config: string) {
    writeFileSync(join(folder, "haproxy.cfg"), config);
    return ["-db", "-f", join(folder, "haproxy.cfg")];
  },
} as const;
const recipes = { nginx: "nginx/repartee.conf", haproxy: "haproxy/repartee.cfg" } as const;

const readiness = z.object({ in_flight: z.int() });
/** As the recipes recommend: longer than a proxy takes to notice. */
const shutdownDelayMs = 2_500;

/** @param idleMegabytes Weights that are read for each token and change nothing: 24 cost some milliseconds. */
async function startBehind(
  proxy: keyof typeof proxies,
  idleMegabytes = 0,
): Promise<{ url: string; replicas: readonly Replica[] }> {
  const folder = mkdtempSync(join(tmpdir(), `repartee-${proxy}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = "One word after another and no end in sight, ";
  await writeScriptedLlama(join(folder, "endless.gguf"), { script, eos: false, contextLength: 8192, idleMegabytes });
  const [front = 0, ...ports] = await freePorts(3);
  const flags = ["--model", join(folder, "endless.gguf"), "--database-path", ":memory:"];
  const replicas = ports.map((port) =>
    createReplica(port, folder, [...flags, "--shutdown-delay-ms", String(shutdownDelayMs)]),
  );
  for (const replica of replicas) onTestFinished(() => replica[Symbol.asyncDispose]());
  await Promise.all(replicas.map((replica) => replica.start()));
  const config = deployFile(recipes[proxy])
    .replaceAll("8001", String(ports[0]))
    .replaceAll("8002", String(ports[1]))
    .replace("listen 8080", `listen 127.0.0.1:${front}`)
    .replaceAll("8080", String(front));
  const program = findProgram(proxy) ?? proxy;
  const running = startProgram(program, proxies[proxy](folder, config), { cwd: folder });
  onTestFinished(() => running[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${front}`;
  await until(
    () =>
      fetch(`${url}/ready`).then(
        (answer) => answer.ok,
        () => false,
      ),
    10_000,
    `${proxy} answers: ${running.output()}`,
  );
  return { url, replicas };
}

async function chat(url: string, stream: boolean, maxTokens: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "Go" }], stream, max_tokens: maxTokens }),
    });
    const body = await answer.text();
    const isWhole = stream ? /data: \[DONE\]\s*$/.test(body) && !body.includes('"error"') : body.includes('"length"');
    return answer.ok && isWhole ? undefined : `${answer.status} ${body.slice(-300)}`;
  } catch (error) {
    return error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error);
  }
}

/** A stream whose first bytes have arrived. */
async function openStream(url: string): Promise<{ isWhole(): Promise<boolean> }> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: "Go" }], stream: true, max_tokens: 1_000 }),
  });
  const reader = (answer.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
  let received = (await reader.read()).value ?? "";
  return {
    async isWhole() {
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) received += part.value;
      } catch {
        // Cut off.
        return false;
      }
      return /data: \[DONE\]\s*$/.test(received);
    },
  };
}

describe.each(["nginx", "haproxy"] as const)("behind %s", (proxy) => {
  const reason = findProgram(proxy) === undefined ? missing(proxy, "Debian's package") : undefined;

  test("a stream arrives token by token, and probes without Host are answered", async ({ skip }) => {
    skip(reason !== undefined, reason);
    const { url, replicas } = await startBehind(proxy, 24);
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "Go" }], stream: true, max_tokens: 200 }),
    });
    let chunks = 0;
    for await (const chunk of answer.body ?? []) if (chunk.length > 0) chunks++;
    // Buffered, they would come in a handful of large ones.
    expect(chunks).toBeGreaterThan(40);
    const socket = connect(replicas[0]?.port ?? 0, "127.0.0.1");
    socket.write("GET /ready HTTP/1.0\r\n\r\n");
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("a rolling restart at 20 requests a second fails none of 500", async ({ skip }) => {
    skip(reason !== undefined, reason);
    const { url, replicas } = await startBehind(proxy);
    const failures: string[] = [];
    const sent: Promise<void>[] = [];
    let count = 0;
    const done = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const number = ++count;
        sent.push(
          chat(url, number % 2 === 0, number % 10 === 0 ? 100 : 10).then((failure) => {
            if (failure !== undefined) failures.push(`request ${number}: ${failure}`);
          }),
        );
        if (number < 500) return;
        clearInterval(timer);
        resolve();
      }, 50);
    });
    for (const replica of replicas) {
      await replica.stop("SIGTERM");
      await replica.start();
    }
    const restartedAfter = count;
    await done;
    await Promise.all(sent);
    console.log(`${proxy}: ${failures.length} of 500 failed; both were restarted within the first ${restartedAfter}`);
    expect(failures).toEqual([]);
    expect(restartedAfter).toBeLessThan(500);
  });

  test("a killed server ends its own streams only, and the next requests are answered", async ({ skip }) => {
    skip(reason !== undefined, reason);
    const { url, replicas } = await startBehind(proxy, 24);
    const [killed] = replicas;
    const streams = await Promise.all(Array.from({ length: 6 }, () => openStream(url)));
    const { in_flight: cut } = readiness.parse(await (await fetch(`${killed?.url}/ready`)).json());
    expect(cut).toBeGreaterThan(0);
    expect(cut).toBeLessThan(6);
    await killed?.stop("SIGKILL");
    const after = await Promise.all(Array.from({ length: 10 }, () => chat(url, false, 5)));
    expect(after).toEqual(after.map(() => undefined));
    const ended = await Promise.all(streams.map((stream) => stream.isWhole()));
    expect(ended.filter((isWhole) => !isWhole)).toHaveLength(cut);
  });
});
