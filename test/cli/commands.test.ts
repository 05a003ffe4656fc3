import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

describe.concurrent("help", () => {
  test("of the program names every command and shows examples", async () => {
    const { code, stdout, stderr } = await runCli(["--help"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    for (const word of ["serve", "chat", "ps", "config", "version", "Examples:", "repartee chat ./model.gguf"]) {
      expect(stdout).toContain(word);
    }
  });

  const expected: Readonly<Record<string, readonly string[]>> = {
    serve: ["--model", "--port", "REPARTEE_SLOTS", "--drain-timeout-ms", "repartee serve --model ./model.gguf"],
    chat: ["[model]", "--system", "--context-size", "/reset", "| repartee chat ./model.gguf"],
    config: ["--json", "--config", "repartee.config.yaml", "repartee config --json"],
    ps: ["--url", "--json", "REPARTEE_API_KEY", "repartee ps --url"],
    version: ["repartee version"],
  };
  test.each(Object.entries(expected))("of %s shows its flags and examples", async (command, words) => {
    const { code, stdout } = await runCli([command, "--help"]);
    expect(code).toBe(0);
    for (const word of words) expect(stdout).toContain(word);
    expect(stdout).toMatch(/Examples?:/);
  });

  test("offers no flag for secrets", async () => {
    const { stdout } = await runCli(["serve", "--help"]);
    expect(stdout).not.toMatch(/--api-key/);
  });
});

describe.concurrent("version", () => {
  test("is the same by command and by flag, and names Node", async () => {
    const [command, flag] = await Promise.all([runCli(["version"]), runCli(["--version"])]);
    expect(command.stdout).toMatch(/^repartee \d+\.\d+\.\d+\S* \(Node \d+\.\d+\.\d+, \w+ \w+\)\n$/);
    expect(flag.stdout).toBe(command.stdout);
  });
});

describe.concurrent("config", () => {
  test("prints values, where they come from, and masks keys", async () => {
    const { code, stdout } = await runCli(["config", "--port", "9000"], {
      env: { REPARTEE_API_KEY: "hunter2-hunter2", REPARTEE_SLOTS: "2" },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^port +9000 +--port$/m);
    expect(stdout).toMatch(/^slots +2 +REPARTEE_SLOTS$/m);
    expect(stdout).toMatch(/^api_keys +•+ +REPARTEE_API_KEY$/m);
    expect(stdout).toMatch(/^host +127\.0\.0\.1 +default$/m);
    expect(stdout).not.toContain("hunter2");
  });

  test("--json is one object that programs can read", async () => {
    const { stdout } = await runCli(["config", "--json"], { env: { REPARTEE_API_KEY: "hunter2" } });
    const parsed: unknown = JSON.parse(stdout);
    expect(parsed).toMatchObject({
      port: { value: 8000, origin: "default" },
      api_keys: { value: ["••••••••"], origin: "REPARTEE_API_KEY" },
    });
  });

  test("reads .env and repartee.config.yaml of the working directory", async () => {
    const folder = mkdtempSync(join(tmpdir(), "repartee-cli-"));
    writeFileSync(join(folder, ".env"), "PORT=8123\n");
    writeFileSync(join(folder, "repartee.config.yaml"), "port: 1\nmodels:\n  - reference: models/a.gguf\n");
    const { stdout } = await runCli(["config"], { folder });
    rmSync(folder, { recursive: true, force: true });
    expect(stdout).toMatch(/^port +8123 +PORT in \.env$/m);
    expect(stdout).toMatch(/^models +a \(models\/a\.gguf\) +models in repartee\.config\.yaml$/m);
  });

  test("refuses an entry of the registry that serve would refuse", async () => {
    const folder = mkdtempSync(join(tmpdir(), "repartee-cli-"));
    const entry = "{ name: mine, repository: me/mine, files: [{ file: a.gguf, sha256: short }] }";
    writeFileSync(join(folder, "repartee.config.yaml"), `registry: [${entry}]\n`);
    const { code, stderr } = await runCli(["config"], { folder });
    rmSync(folder, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(stderr).toMatch(/registry\[0\]\.files\[0\]\.sha256: expected 64 hexadecimal digits/);
  });

  test("warns of a mistyped name in the environment, on standard error", async () => {
    const { code, stdout, stderr } = await runCli(["config", "--json"], { env: { REPARTEE_PROT: "1" } });
    expect(code).toBe(0);
    expect(stderr).toContain("REPARTEE_PROT");
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });
});

describe.concurrent("mistakes end with exit code 1, a message and what to do, and no stack", () => {
  const cases: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>, readonly RegExp[]])[] =
    [
      ["an unknown command", ["sreve"], {}, [/unknown command 'sreve'/, /serve/]],
      ["an unknown flag", ["serve", "--prot", "1"], {}, [/unknown option '--prot'/, /--port/]],
      [
        "a flag of a wrong type",
        ["serve", "--port", "eighty"],
        {},
        [/the command line: --port: expected .*, got "eighty"/],
      ],
      ["half a seed", ["chat", "echo", "--seed", "1.5"], {}, [/--seed/, /a whole number from 0 to 4294967295/]],
      ["half a token", ["chat", "echo", "--max-tokens", "1.5"], {}, [/--max-tokens/, /a whole number/]],
      [
        "a flag of true or false with another value",
        ["config", "--preload=maybe"],
        {},
        [/the command line: --preload: expected true or false, got "maybe"/],
      ],
      ["a number out of range", ["chat", "echo", "--temperature", "3"], {}, [/--temperature/, /from 0 to 2/]],
      ["a model of an unknown form", ["serve", "--model", "llama3"], {}, [/model "llama3"/, /Hint: .*\.gguf/]],
      ["a settings file that is missing", ["serve", "--config", "no.yaml"], {}, [/there is no file .*no\.yaml/]],
      [
        "a public address without a key",
        ["serve"],
        { HOST: "0.0.0.0" },
        [/no API key is set/, /Hint: .*REPARTEE_API_KEY/],
      ],
      ["a conversation without a model", ["chat"], {}, [/no model is given/, /repartee chat \.\/model\.gguf/]],
      [
        "no server to ask",
        ["ps"],
        { PORT: "1" },
        [/none answers at http:\/\/127\.0\.0\.1:1/, /Hint: .*repartee serve/],
      ],
      ["an address that is none", ["ps", "--url", "somewhere"], {}, [/--url: .*"somewhere"/, /Hint: .*http:/]],
      ["nothing piped in", ["chat", "echo"], {}, [/standard input is empty/]],
      [
        "sound into a folder that is missing",
        ["speak", "hi", "-o", "no/x.wav"],
        {},
        [/Cannot write "no\/x\.wav"/, /Hint:/],
      ],
    ];
  test.each(cases)("%s", async (_, args, env, patterns) => {
    const { code, stdout, stderr } = await runCli(args, { env });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    for (const pattern of patterns) expect(stderr).toMatch(pattern);
    expect(stderr).not.toMatch(/\n\s+at |bug in Repartee/);
  });

  test("a model file that is missing", async () => {
    const { code, stdout, stderr } = await runCli(["chat", "missing.gguf"], { input: "hi" });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/Error: .*missing/);
    expect(stderr).toMatch(/Hint:/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("--verbose shows where an error comes from", async () => {
    const { code, stderr } = await runCli(["chat", "--verbose"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\n\s+at /);
  });
});

describe.concurrent("a flag of true or false", () => {
  test.each([
    [["--preload=false"], false],
    [["--preload", "off"], false],
    [["--no-preload"], false],
    [["--preload=yes"], true],
    [["--preload"], true],
    [["--preload", "--port", "1"], true],
  ])("%j is %j", async (args, value) => {
    const { stdout } = await runCli(["config", "--json", ...args]);
    expect(JSON.parse(stdout)).toMatchObject({ preload: { value, origin: "--preload" } });
  });
});

describe.concurrent(".env", () => {
  const start = async (dotEnv: string, args: readonly string[], input = "") => {
    const folder = mkdtempSync(join(tmpdir(), "repartee-cli-"));
    writeFileSync(join(folder, ".env"), dotEnv);
    const result = await runCli(args, { folder, input });
    rmSync(folder, { recursive: true, force: true });
    return result;
  };

  test("a line that is no setting ends the start with its number, and is not shown", async () => {
    const { code, stdout, stderr } = await start("PORT=1\nREPARTEE_API_KEY hunter2\n", ["config"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/\.env: line 2: expected a blank line/);
    expect(stderr).not.toContain("hunter2");
  });

  test("a mistyped name is a warning, in chat as well, and the reply is given", async () => {
    const { code, stdout, stderr } = await start("REPARTEE_MODLE=x.gguf\n", ["chat", "echo"], "hi");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "hi\n" });
    expect(stderr).toMatch(/^Warning: .*\.env names REPARTEE_MODLE.*Did you mean REPARTEE_MODEL\?\n$/);
  });
});

describe.concurrent("chat, piped", () => {
  test("notes on standard error that the reply reached its length limit, with exit code 0", async () => {
    const { code, stdout, stderr } = await runCli(["chat", "echo", "--max-tokens", "2"], { input: "one two three" });
    expect(code).toBe(0);
    expect(stdout.trim()).toBe("one two");
    expect(stderr).toMatch(/^Note: .*length limit/);
  });

  test("prints just the reply and one line end", async () => {
    const { code, stdout, stderr } = await runCli(["chat", "echo"], { input: "Grüße, 世界 👋\n" });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "Grüße, 世界 👋\n", stderr: "" });
  });

  test("takes the model from the environment", async () => {
    const { stdout } = await runCli(["chat"], { input: "hello", env: { REPARTEE_MODEL: "echo" } });
    expect(stdout).toBe("hello\n");
  });
});
