/** Stopping while the database is down: the program ends as it should, and says what is lost. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

test("a server whose database is down stops with exit code 0, and names the writes that are lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "repartee-down-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // Nothing listens on port 9 of this machine.
  const args = ["serve", "--port", "0", "--model", "echo", "--log-format", "json"];
  const env = { ...process.env, DATABASE_URL: "postgresql://nobody@127.0.0.1:9/none" };
  const child = spawn(process.execPath, [entry, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  let printed = "";
  const url = await new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const answer = await fetch(`${url}/api/respond`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "Hello" }),
  });
  expect(await answer.json()).toMatchObject({ persisted: false });
  const closed = once(child, "close");
  child.kill("SIGTERM");
  expect(await closed).toEqual([0, null]);
  const lost = (printed + log).split("\n").find((line) => line.includes("pending writes are lost"));
  expect(JSON.parse(lost ?? "{}")).toMatchObject({ writes: 3, conversation: 1, message: 2 });
});
