import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { runCli, startCli, type CliOptions, type RunningCli } from "./run-cli.ts";

const started: RunningCli[] = [];
afterEach(async () => {
  for (const cli of started.splice(0)) {
    cli.kill("SIGKILL");
    await cli.ended;
  }
});

async function serve(args: readonly string[], options?: CliOptions) {
  const cli = startCli(["serve", "--port", "0", ...args], options);
  started.push(cli);
  const greeting = await cli.waitFor(/stop .*\n/);
  const url = /listening on (http:\S+)/.exec(greeting)?.[1] ?? "";
  return { cli, greeting, url };
}

function ask(url: string, content: string, more: object = {}): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "echo", messages: [{ role: "user", content }], ...more }),
  });
}

/** Asks again every few milliseconds; the test's own limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("serve", () => {
  test("says where it listens, which model it has and how to try it, and that works", async () => {
    const { greeting, url } = await serve(["--model", "echo"]);
    expect(greeting).toMatch(/model +echo \(/);
    expect(greeting).toContain(`curl ${url}/v1/chat/completions`);
    const response = await ask(url, "hello there");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: "hello there" } }] });
  });

  test("is asked by ps, at its address and with its key, for what it has in memory", async () => {
    const env = { REPARTEE_API_KEY: "a-key-of-this-test" };
    const { url } = await serve(["--model", "echo"], { env });
    const [table, json, stranger] = await Promise.all([
      runCli(["ps", "--url", url], { env }),
      runCli(["ps", "--url", url, "--json"], { env }),
      runCli(["ps", "--url", url]),
    ]);
    expect(table.stdout).toMatch(/^NAME +STATE .*\necho +ready +echo +none +– +– +0 +– +in 30 min\n/);
    expect(JSON.parse(json.stdout)).toMatchObject({ models: [{ name: "echo", state: "ready" }] });
    expect([stranger.code, stranger.stdout]).toEqual([1, ""]);
    expect(stranger.stderr).toMatch(/Error: .*\nHint: +Set REPARTEE_API_KEY/);
  });

  test("loads a model for load, which ps then shows, and stop takes it out of memory", async () => {
    const { url } = await serve(["--model", "echo", "--no-preload"]);
    const loaded = await runCli(["load", "echo", "--url", url]);
    expect(loaded).toMatchObject({ code: 0, stdout: "echo is in memory.\n" });
    expect((await runCli(["ps", "--url", url])).stdout).toMatch(/^echo +ready/m);
    const stopped = await runCli(["stop", "echo", "--url", url]);
    expect(stopped).toMatchObject({ code: 0, stdout: "echo is unloaded.\n" });
    expect((await runCli(["ps", "--url", url])).stdout).toMatch(/^No model is in memory/);
    const commands = ["load", "stop"].map((command) => runCli([command, "no-such-model", "--url", url]));
    for (const refused of await Promise.all(commands)) {
      expect([refused.code, refused.stdout]).toEqual([1, ""]);
      expect(refused.stderr).toMatch(/no-such-model/);
    }
  });

  test("starts without a model, says how to give one, and answers honestly", async () => {
    const { greeting, url } = await serve(["--no-auto-download"]);
    expect(greeting).toContain("repartee serve --model ./model.gguf");
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await ask(url, "hello", { model: undefined })).status).toBe(503);
    const body = / -d '(.*)'$/m.exec(greeting)?.[1] ?? "";
    const headers = { "content-type": "application/json" };
    const tried = await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body });
    expect(tried.status).toBe(200);
    expect(await tried.json()).toMatchObject({ repartee: { source: "template" } });
  });

  test("starts with a model file that is missing, and says so", async () => {
    const { cli, greeting, url } = await serve(["--model", "missing.gguf", "--openai-fallback", "template"]);
    expect(greeting).toMatch(/model +missing \(there is no such file: .*[\\/]missing\.gguf\)/);
    const response = await ask(url, "hello", { model: "missing" });
    expect(response.status).toBe(200);
    cli.kill("SIGTERM");
    const { code, stderr } = await cli.ended;
    expect(code).toBe(0);
    expect(stderr).toContain("model_file_missing");
  });

  test("starts, and replies, while its PostgreSQL is not there", async () => {
    const { cli, url } = await serve(["--model", "echo"], {
      env: { REPARTEE_DATABASE_PATH: "", DATABASE_URL: "postgresql://repartee@127.0.0.1:1/repartee" },
    });
    expect((await ask(url, "hello there")).status).toBe(200);
    cli.kill("SIGTERM");
    const { code, stderr } = await cli.ended;
    expect(stderr).toContain("the database is unavailable; replies go on");
    expect(code).toBe(0);
  });

  test("asks for the key where one is set, shows it nowhere, and names it in the curl line", async () => {
    const { cli, greeting, url } = await serve(["--model", "echo"], { env: { REPARTEE_API_KEY: "hunter2-hunter2" } });
    expect(greeting).toContain("Bearer $REPARTEE_API_KEY");
    expect((await ask(url, "hello")).status).toBe(401);
    cli.kill("SIGTERM");
    const { stdout, stderr } = await cli.ended;
    expect(stdout + stderr).not.toContain("hunter2");
  });

  test("writes no word of a conversation to its log", async () => {
    const { cli, url } = await serve(["--model", "echo", "--log-level", "debug"]);
    await (await ask(url, "a very private sentence")).text();
    cli.kill("SIGTERM");
    const { stdout, stderr } = await cli.ended;
    expect(stdout + stderr).not.toContain("private");
    expect(stderr).toContain('"msg":"reply"');
  });

  test.skipIf(process.platform === "win32")("ends with exit code 0 at SIGTERM and at Ctrl-C", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const { cli } = await serve(["--model", "echo"]);
      cli.kill(signal);
      expect(await cli.ended).toMatchObject({ code: 0, signal: null });
    }
  });

  test.skipIf(process.platform === "win32")(
    "lets a running reply come to its end at SIGTERM, takes no new one, and ends with 0",
    async () => {
      // Far more than sockets buffer: the reply cannot end before its reader reads on.
      const words = Array.from({ length: 60_000 }, (_, index) => `w${index}`).join(" ");
      const { cli, url } = await serve(["--model", "echo", "--context-size", "1000000"]);
      const response = await ask(url, words, { stream: true });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let received = (await reader?.read())?.value ?? "";
      cli.kill("SIGTERM");
      await until(async () => (await fetch(`${url}/ready`)).status === 503);
      expect((await ask(url, "too late")).status).toBe(503);
      for (;;) {
        const piece = await reader?.read();
        if (piece === undefined || piece.done) break;
        received = (received + piece.value).slice(-2000);
      }
      expect(received).toContain("w59999");
      expect(received).toMatch(/"finish_reason":"stop"/);
      expect(received).toMatch(/data: \[DONE\]\s*$/);
      expect(await cli.ended).toMatchObject({ code: 0, signal: null });
    },
  );

  test.skipIf(process.platform === "win32")(
    "behind the shutdown delay its port is closed, so that a proxy asks the next server, and its stream goes on",
    async () => {
      const words = Array.from({ length: 60_000 }, (_, index) => `w${index}`).join(" ");
      const { cli, url } = await serve(["--model", "echo", "--context-size", "1000000", "--shutdown-delay-ms", "1"]);
      const response = await ask(url, words, { stream: true });
      cli.kill("SIGTERM");
      await until(() =>
        ask(url, "next").then(
          () => false,
          () => true,
        ),
      );
      expect((await response.text()).slice(-2000)).toMatch(/w59999[^]*"finish_reason":"stop"[^]*data: \[DONE\]\s*$/);
      expect(await cli.ended).toMatchObject({ code: 0, signal: null });
    },
  );

  test.skipIf(process.platform === "win32")("ends at once at a second signal", async () => {
    const words = Array.from({ length: 60_000 }, (_, index) => `w${index}`).join(" ");
    const { cli, url } = await serve(["--model", "echo", "--context-size", "1000000"]);
    const response = await ask(url, words, { stream: true });
    cli.kill("SIGTERM");
    await until(async () => (await fetch(`${url}/ready`)).status === 503);
    cli.kill("SIGTERM");
    expect(await cli.ended).toMatchObject({ code: 143 });
    await response.body?.cancel().catch(() => {});
  });

  test("names the port that another program uses, with exit code 1", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    // A model that cannot be loaded would be heard of, were it touched before the port is open.
    const { code, stdout, stderr } = await runCli(["serve", "--model", "missing.gguf", "--port", String(port)]);
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      new RegExp(`^Error: Cannot listen on .*127\\.0\\.0\\.1:${port}: another program.*\\nHint: .*\\n$`),
    );
  });
});
