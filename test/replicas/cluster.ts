/** Three servers on one PostgreSQL, behind a proxy, with one model server for all of them. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgresql, type PostgresqlServer } from "../support/postgresql-server.ts";
import { startHeldUpstream, type HeldUpstream } from "./held-upstream.ts";
import { startRoundRobin } from "./round-robin.ts";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Replica {
  readonly url: string;
  log(): string;
  start(): Promise<void>;
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

export interface Cluster extends AsyncDisposable {
  /** Of the proxy. */
  readonly url: string;
  readonly replicas: readonly [Replica, Replica, Replica];
  readonly upstream: HeldUpstream;
  readonly database: PostgresqlServer;
}

export async function startCluster(postgresqlFolder: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "repartee-replicas-"));
  const database = await startPostgresql(postgresqlFolder);
  const upstream = await startHeldUpstream();
  const env = { ...process.env, DATABASE_URL: await database.createDatabase() };
  writeFileSync(
    join(folder, "repartee.config.yaml"),
    `upstreams: [{ name: lab, base_url: "${upstream.url}" }]\nmodel: openai:lab/held\nreply_gate: false\ntoken_gap_timeout_ms: 120000\n`,
  );
  const [first = 0, second = 0, third = 0] = await freePorts(3);
  const proxy = await startRoundRobin([first, second, third]);
  const at = (port: number): Replica => createReplica(port, folder, env);
  const replicas = [at(first), at(second), at(third)] as const;
  await Promise.all(replicas.map((replica) => replica.start()));
  return {
    url: proxy.url,
    replicas,
    upstream,
    database,
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map((replica) => replica.stop("SIGKILL")));
      await proxy[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createReplica(port: number, folder: string, env: NodeJS.ProcessEnv): Replica {
  let running: ChildProcess | undefined;
  let output = "";
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => output,
    async start() {
      const args = [entry, "serve", "--port", String(port), "--log-format", "json", "--shutdown-delay-ms", "300"];
      const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      running = child;
      const listening = new Promise<void>((resolve, reject) => {
        const read = (text: string): void => {
          output += text;
          if (text.includes(`http://127.0.0.1:${port}`)) resolve();
        };
        child.stdout.setEncoding("utf8").on("data", read);
        child.stderr.setEncoding("utf8").on("data", read);
        child.once("exit", () => reject(new Error(`The server ended and printed:\n${output}`)));
      });
      await listening;
      // Its database is open by then: on a busy machine the first write would be called late.
      for (let tries = 0; tries < 20; tries += 1) {
        if ((await fetch(`http://127.0.0.1:${port}/api/conversations`)).ok) return;
      }
    },
    async stop(signal) {
      const child = running;
      running = undefined;
      if (child === undefined) return;
      const exited = once(child, "exit");
      child.kill(signal);
      await exited;
    },
  };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
