/** What is compared: the fake upstream itself; before it a bare proxy, Repartee, and LiteLLM's proxy. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, waitUntilReady } from "../server-process.ts";
import { type Ask, createAsk } from "./ask.ts";

export interface GatewaySubject {
  readonly name: string;
  readonly ask: Ask;
  readonly pid: number;
  stop(): Promise<void>;
}

const key = "sk-bench-0123456789abcdef";

export async function startFakeUpstream(): Promise<GatewaySubject & { readonly url: string }> {
  return await startScript("direct", "fake-upstream.js", []);
}

/** What Node's own HTTP costs. */
export async function startBareProxy(upstreamUrl: string): Promise<GatewaySubject> {
  return await startScript("bare proxy", "bare-proxy.js", [upstreamUrl]);
}

async function startScript(name: string, file: string, args: readonly string[]) {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = `http://127.0.0.1:${line.toString().trim()}/v1`;
  return { ...subject(name, child, { url, model: "fake" }), url };
}

/** As docs/deploy/gateway.md starts it. */
export async function startRepartee(upstreamUrl: string, folder: string): Promise<GatewaySubject> {
  const port = await freePort();
  const settings = {
    profile: "gateway",
    port,
    models: [{ name: "fake", reference: "openai:fake/fake" }],
    upstreams: [{ name: "fake", base_url: upstreamUrl }],
    database_path: ":memory:",
    log_level: "warn",
  };
  const file = join(folder, "repartee.json");
  await writeFile(file, JSON.stringify(settings));
  const cli = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
  const profile = process.env["BENCH_CPU_PROFILE"];
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, [...flags, cli, "serve", "--config", file], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await waitUntilReady(`http://127.0.0.1:${port}/ready`, child);
  return subject("repartee", child, { url: `http://127.0.0.1:${port}/v1`, model: "fake" });
}

/** One process, as Repartee is; its log reduced to errors. */
export async function startLitellm(program: string, upstreamUrl: string, folder: string): Promise<GatewaySubject> {
  const port = await freePort();
  const settings = {
    model_list: [
      { model_name: "fake", litellm_params: { model: "openai/fake", api_base: upstreamUrl, api_key: "none" } },
    ],
    general_settings: { master_key: key },
    litellm_settings: { telemetry: false, set_verbose: false },
  };
  const file = join(folder, "litellm.yaml");
  await writeFile(file, JSON.stringify(settings));
  const child = spawn(program, ["--config", file, "--host", "127.0.0.1", "--port", String(port)], {
    stdio: ["ignore", "ignore", "ignore"],
    env: { ...process.env, LITELLM_LOG: "ERROR", LITELLM_LOCAL_MODEL_COST_MAP: "True" },
  });
  await waitUntilReady(`http://127.0.0.1:${port}/health/liveliness`, child);
  return subject("litellm", child, { url: `http://127.0.0.1:${port}/v1`, model: "fake", key });
}

function subject(name: string, child: ChildProcess, target: Parameters<typeof createAsk>[0]): GatewaySubject {
  return {
    name,
    ask: createAsk(target),
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
