/**
 * A PostgreSQL server of the tests' own, where one is installed: an empty cluster in a temporary folder, on a free
 * loopback port, ended and removed afterwards. As root it runs under the user `postgres` or `nobody`, for the server refuses root.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export interface PostgresqlServer extends AsyncDisposable {
  /** Of a database that is new and empty. */
  createDatabase(): Promise<string>;
  /** Of the server, with a database name that may not be there. */
  url(database: string): string;
  /** Stops answering and stays connected, as a machine does that lost its network. */
  freeze(): void;
  thaw(): void;
  /** Ends at once, without farewell. */
  kill(): Promise<void>;
  /** After `kill`, on the same port and data. */
  start(): Promise<void>;
}

/** The folder with `postgres` and `initdb`; a text that says why there is none. */
export function findPostgresql(
  env: Readonly<Record<string, string | undefined>>,
): { readonly folder: string } | string {
  if (process.platform === "win32") return "the tests start PostgreSQL on Linux and macOS only";
  const debian = "/usr/lib/postgresql";
  const folders = [
    ...(env["PATH"] ?? "").split(delimiter),
    ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : []),
    "/usr/local/pgsql/bin",
    "/opt/homebrew/bin",
  ];
  const folder = folders.find((one) =>
    ["postgres", "initdb"].every((name) => one !== "" && existsSync(join(one, name))),
  );
  return folder === undefined ? "PostgreSQL is not installed (no initdb and postgres found)" : { folder };
}

/** Any of these steps takes a second on a slow machine. */
const limitMs = 30_000;

export async function startPostgresql(binaries: string): Promise<PostgresqlServer> {
  const folder = mkdtempSync(join(tmpdir(), "repartee-postgres-"));
  const identity = serverIdentity();
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid ?? identity.uid);
  const data = join(folder, "data");
  const options = { ...identity, cwd: folder, timeout: limitMs };
  await promisify(execFile)(
    join(binaries, "initdb"),
    ["-D", data, "-U", "repartee", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
    options,
  );
  const port = await freePort();
  let server: ChildProcess | undefined;
  let databases = 0;
  const url = (database: string): string => `postgresql://repartee@127.0.0.1:${port}/${database}`;

  async function start(): Promise<void> {
    const args = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"];
    const child = spawn(join(binaries, "postgres"), args, {
      ...identity,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    server = child;
    await saysReady(child);
  }

  async function kill(): Promise<void> {
    const child = server;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // Its own children notice its exit, and end; a frozen one would not.
    child.kill("SIGCONT");
    child.kill("SIGQUIT");
    await ended;
  }

  /** Server and backends, which the signal has to reach as well. Linux only. */
  function signalAll(signal: NodeJS.Signals): void {
    const pid = server?.pid;
    if (pid === undefined) return;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    for (const one of [pid, ...children.map(Number)]) process.kill(one, signal);
  }

  async function dispose(): Promise<void> {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url,
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await promisify(execFile)(
        existsSync(join(binaries, "psql")) ? join(binaries, "psql") : "psql",
        [url("postgres"), "-c", `create database ${name}`],
        { timeout: limitMs },
      );
      return url(name);
    },
    freeze: () => signalAll("SIGSTOP"),
    thaw: () => signalAll("SIGCONT"),
    kill,
    start,
    [Symbol.asyncDispose]: dispose,
  };
}

async function saysReady(child: ChildProcess): Promise<void> {
  let said = "";
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  try {
    for await (const text of child.stderr ?? []) {
      said += String(text);
      if (said.includes("ready to accept connections")) {
        child.stderr?.resume();
        return;
      }
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`PostgreSQL ended and said:\n${said}`);
}

function serverIdentity(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = ["postgres", "nobody"].map((name) => users.find(([known]) => known === name)).find(Boolean);
  return { uid: Number(user?.[2] ?? 65_534), gid: Number(user?.[3] ?? 65_534) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  server.close();
  await once(server, "close");
  return port;
}
