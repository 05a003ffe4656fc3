import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf, useConfigFolder } from "../../test/support/config-folder.ts";
import { configFromOptions } from "./load-config.ts";
import { settings } from "./settings.ts";

const folder = useConfigFolder();
const { load } = folder;

function port(sources: Parameters<typeof load>[0]): readonly unknown[] {
  const { config, origins } = load(sources);
  return [config.port, origins.port.label];
}

describe("loadConfig", () => {
  test("every property has its default and says so, without any source", () => {
    const { config, origins, warnings } = load();
    expect(config).toEqual(Object.fromEntries(settings.map((setting) => [setting.name, setting.default])));
    expect(new Set(Object.values(origins).map(({ label }) => label))).toEqual(new Set(["default"]));
    expect(warnings).toEqual([]);
  });

  test("a stronger source wins, in the order flag, environment, .env, file, default", () => {
    const yaml = "port: 1\n";
    const dotEnv = "PORT=2\n";
    const env = { PORT: "3" };
    const flags = { port: "4" };
    expect(port({})).toEqual([8000, "default"]);
    expect(port({ yaml })).toEqual([1, "port in repartee.config.yaml"]);
    expect(port({ yaml, dotEnv })).toEqual([2, "PORT in .env"]);
    expect(port({ yaml, dotEnv, env })).toEqual([3, "PORT"]);
    expect(port({ yaml, dotEnv, env, flags })).toEqual([4, "--port"]);
  });

  test("a former name still works in every source, with a warning, and gives way to the present one", () => {
    const former = [
      [{ yaml: "small_box_prefix: /box\n" }, "small_box_prefix of repartee.config.yaml"],
      [{ env: { REPARTEE_SMALL_BOX_PREFIX: "/box" }, yaml: "" }, "REPARTEE_SMALL_BOX_PREFIX of the environment"],
      [{ flags: { smallBoxPrefix: "/box" }, yaml: "" }, "--small-box-prefix of the command line"],
    ] as const;
    for (const [sources, place] of former) {
      const { config, warnings } = load(sources);
      expect(config.smollmPrefix).toBe("/box");
      expect(warnings).toEqual([`${place} was renamed to smollm_prefix; the old name still works`]);
    }
    const both = load({ env: { REPARTEE_SMALL_BOX_PREFIX: "/old" }, yaml: "smollm_prefix: /new\n" });
    expect(both).toMatchObject({ config: { smollmPrefix: "/new" }, warnings: [] });
    const options: Record<string, unknown> = { smallBoxPrefix: "/box" };
    expect(configFromOptions(options).smollmPrefix).toBe("/box");
  });

  test("an empty name in the environment counts as absent", () => {
    expect(load({ env: { PORT: "" }, yaml: "port: 9\n" }).config.port).toBe(9);
  });

  test("an empty key of the file counts as absent", () => {
    expect(load({ yaml: "model:\nport: 9\n" }).config.model).toBeNull();
  });

  test("text of flags and the environment is read by the setting's kind", () => {
    const { config } = load({
      env: { REPARTEE_API_KEY: "one, two,", REPARTEE_PRELOAD: "off", REPARTEE_THREADS: "auto", REPARTEE_SLOTS: "7" },
      flags: { openaiFallback: "template", gpuLayers: "0", corsOrigins: "https://a.example" },
    });
    expect(config.apiKeys).toEqual(["one", "two"]);
    expect(config.preload).toBe(false);
    expect(config.threads).toBe("auto");
    expect(config.slots).toBe(7);
    expect(config.openaiFallback).toBe("template");
    expect(config.gpuLayers).toBe(0);
    expect(config.corsOrigins).toEqual(["https://a.example"]);
  });

  test("a flag without a value is a boolean", () => {
    expect(load({ flags: { preload: false } }).config.preload).toBe(false);
  });

  test("models are read with their load settings, and named after their file", () => {
    const yaml = `
models:
  - reference: models/Small-Q4_K_M.gguf
    context_size: 8192
    gpu_layers: auto
  - { name: parrot, reference: echo, preload: false }
model: parrot
`;
    expect(load({ yaml }).config).toMatchObject({
      model: "parrot",
      models: [
        { name: "Small-Q4_K_M", reference: "models/Small-Q4_K_M.gguf", contextSize: 8192, gpuLayers: "auto" },
        { name: "parrot", reference: "echo", preload: false },
      ],
    });
  });

  test.each(["app://obsidian.md", "tauri://localhost", "capacitor://localhost", "chrome-extension://abcdef", "null"])(
    "a page of %s may be let in",
    (origin) => {
      expect(load({ flags: { corsOrigins: origin } }).config.corsOrigins).toEqual([origin]);
    },
  );

  test("a memory budget is a number of bytes or a size with its unit", () => {
    const budget = (text: string) => load({ flags: { memoryBudget: text } }).config.memoryBudget;
    expect([budget("4096"), budget("8GB"), budget("1.5 GiB"), budget("auto")]).toEqual([
      4096,
      8_000_000_000,
      1_610_612_736,
      "auto",
    ]);
    expect(load({ yaml: "memory_budget: 2000000\n" }).config.memoryBudget).toBe(2_000_000);
    for (const text of ["0", "-1GB", "much", "8 XB"]) {
      expect(failureOf(() => budget(text)).message).toMatch(/expected a number of bytes, a size such as 8GB/);
    }
  });

  test("a path that begins with ~/ is in the user's own folder", () => {
    const yaml =
      "cache_dir: ~/x\npersonas_dir: ~/p\ndatabase_path: ~/d.db\nmodel: ~/m.gguf\nmodels: [{ reference: ~/n.gguf, lora: ~/l.gguf }]\nitem_catalogs: [{ path: ~/books.csv, kind: book }]\n";
    const { cacheDir, databasePath, itemCatalogs, model, models, personasDir } = load({ yaml }).config;
    const paths = [cacheDir, personasDir, databasePath, model, models[0]?.reference, models[0]?.lora];
    const names = ["x", "p", "d.db", "m.gguf", "n.gguf", "l.gguf", "books.csv"];
    expect([...paths, itemCatalogs[0]?.path]).toEqual(names.map((name) => join(homedir(), name)));
  });

  test.each([
    ["hub_url: ftp://x\n", /hub_url: expected an http or https address/],
    ["registry: [{ name: 1 }]\n", /registry\[0\]\.name: expected a name, got 1/],
    [
      "registry: [{ name: mine, repository: me/mine }]\n",
      /registry\[0\]\.files: expected a list of objects with `file`/,
    ],
    ["registry: [{ name: mine, files: [{}] }]\n", /registry\[0\]\.files\[0\]\.file: expected a path/],
  ])("%j is refused with its file and key, and a hint that can be followed", (yaml, message) => {
    const { hint, message: given } = failureOf(() => load({ yaml }));
    expect(given).toMatch(message);
    expect(given).toContain("repartee.config.yaml");
    expect(hint).not.toContain("repartee config`");
  });

  test("a keep-alive is a number of seconds or forever, which -1 means as well", () => {
    const keepAlive = (text: string) => load({ env: { REPARTEE_KEEP_ALIVE_SECONDS: text } }).config.keepAliveSeconds;
    expect([keepAlive("0"), keepAlive("60"), keepAlive("forever"), keepAlive("-1")]).toEqual([
      0,
      60,
      "forever",
      "forever",
    ]);
    for (const text of ["-2", "2073601", "soon", "1.5"]) {
      expect(failureOf(() => keepAlive(text)).message).toMatch(/expected a whole number from 0 to 2073600, or forever/);
    }
  });

  test("a model can be pinned and have a keep-alive of its own", () => {
    const yaml = "models:\n  - { reference: echo, pinned: true, keep_alive_seconds: forever }\n";
    expect(load({ yaml }).config.models).toEqual([
      { name: "echo", reference: "echo", pinned: true, keepAliveSeconds: "forever" },
    ]);
  });

  test("a file named by --config is read instead of the one in the folder", () => {
    const path = join(folder.path, "other.yaml");
    writeFileSync(path, "port: 5\n");
    expect(load({ yaml: "port: 1\n", configFile: path }).config.port).toBe(5);
  });

  test("a mistyped name in the environment is a warning that names the nearest", () => {
    const { warnings } = load({ env: { REPARTEE_MODLE: "x.gguf" } });
    expect(warnings).toEqual([
      "The environment names REPARTEE_MODLE, which is no setting. Did you mean REPARTEE_MODEL?",
    ]);
  });

  test("a name of ours that goes without REPARTEE_ is known by its bare form", () => {
    const { warnings } = load({ env: { REPARTEE_PORT: "1", REPARTEE_HOST: "x" } });
    expect(warnings.map((warning) => warning.split(". ")[1])).toEqual(["Did you mean PORT?", "Did you mean HOST?"]);
  });

  test("a mistyped name in .env is the same warning, and names of other programs there are none", () => {
    const { warnings } = load({ dotEnv: "REPARTEE_MODLE=x.gguf\nDATABASE_URL=postgres://x\n" });
    expect(warnings).toEqual([
      `${join(folder.path, ".env")} names REPARTEE_MODLE, which is no setting. Did you mean REPARTEE_MODEL?`,
    ]);
  });

  test("the forms that .env files have are all read", () => {
    const dotEnv = [
      "\uFEFF# comment",
      "",
      "  # another",
      "export PORT = 9 # why",
      'HOST="127.0.0.1" # quoted',
      "OTHER='two",
      "lines, no name'",
      "EMPTY= # nothing",
      "\tREPARTEE_SLOTS=2",
      "REPARTEE_API_KEY=a#b",
      String.raw`REPARTEE_MODEL="C:\new\model.gguf"`,
      "",
    ].join("\r\n");
    expect(load({ dotEnv }).config).toMatchObject({
      port: 9,
      host: "127.0.0.1",
      slots: 2,
      apiKeys: ["a#b"],
      model: String.raw`C:\new\model.gguf`,
    });
  });
});

describe("loadConfig refuses", () => {
  const cases: readonly { name: string; sources: Parameters<typeof load>[0]; message: RegExp; hint?: RegExp }[] = [
    {
      name: "a wrong type in the file",
      sources: { yaml: "port: eighty\n" },
      message: /^repartee\.config\.yaml: port: expected a whole number from 0 to 65535, got "eighty"$/,
    },
    {
      name: "a number that is text in YAML",
      sources: { yaml: 'slots: "4"\n' },
      message: /^repartee\.config\.yaml: slots: expected .*, got "4"$/,
    },
    {
      name: "a port over the range",
      sources: { flags: { port: "65536" } },
      message: /^the command line: --port: expected .*, got 65536$/,
    },
    {
      name: "a negative port",
      sources: { env: { PORT: "-1" } },
      message: /^the environment: PORT: expected .*, got -1$/,
    },
    {
      name: "a broken number in .env",
      sources: { dotEnv: "PORT=80a\n" },
      message: /\.env: PORT: expected .*, got "80a"$/,
    },
    {
      name: "a line of .env without =",
      sources: { dotEnv: "# mine\n\nREPARTEE_MODEL x.gguf\n" },
      message: /^Cannot read .*\.env: line 3: expected a blank line, a comment or NAME=VALUE$/,
      hint: /NAME=VALUE/,
    },
    { name: "a line of .env in YAML's form", sources: { dotEnv: "PORT: 9000\n" }, message: /line 1/ },
    { name: "a name of .env with a space", sources: { dotEnv: "A=1\nREPARTEE MODEL=x\n" }, message: /line 2/ },
    { name: "a quote of .env that is not closed", sources: { dotEnv: 'A=1\nB="x\nC=2\n' }, message: /line 2/ },
    {
      name: "a quote of .env that swallows the next line",
      sources: { dotEnv: 'REPARTEE_MODEL="x.gguf\nPORT="9000"\n' },
      message: /line 2/,
    },
    {
      name: "an unknown key",
      sources: { yaml: "contxt_size: 1\n" },
      message:
        /^repartee\.config\.yaml: contxt_size: expected a known key, got another \(did you mean context_size\?\)$/,
    },
    {
      name: "an unknown key of a model",
      sources: { yaml: "models:\n  - reference: echo\n    slot: 1\n" },
      message: /: models\[0\]\.slot: expected a known key, got another \(did you mean slots\?\)$/,
    },
    {
      name: "a model without reference",
      sources: { yaml: "models:\n  - name: a\n" },
      message: /^repartee\.config\.yaml: models\[0\]\.reference: expected .*, got nothing$/,
    },
    {
      name: "a list in place of text",
      sources: { yaml: "model: [a, b]\n" },
      message: /^repartee\.config\.yaml: model: expected .*, got an array of 2$/,
    },
    {
      name: "text in place of a list",
      sources: { yaml: "cors_origins: https://a.example\n" },
      message: /: cors_origins: expected a list of origins, got "https:\/\/a\.example"$/,
    },
    {
      name: "YAML with an error",
      sources: { yaml: "port: 1\nport: 2\n" },
      message: /repartee\.config\.yaml: line 2, column 1/,
    },
    {
      name: "YAML that is no group of keys",
      sources: { yaml: "- a\n" },
      message: /expected `key: value` lines, got none/,
    },
    {
      name: "a named file that is missing",
      sources: { configFile: "nowhere.yaml" },
      message: /there is no file .*nowhere\.yaml/,
    },
    {
      name: "a public address without a key",
      sources: { env: { HOST: "0.0.0.0" } },
      message: /Cannot listen on 0\.0\.0\.0: .*no API key is set/,
      hint: /REPARTEE_API_KEY/,
    },
    { name: "the IPv6 wildcard without a key", sources: { env: { HOST: "::" } }, message: /Cannot listen on ::/ },
    {
      name: "a key with a space",
      sources: { env: { REPARTEE_API_KEY: "a b" } },
      message: /api_keys\[0\]: expected visible ASCII without spaces/,
    },
    {
      name: "an origin with a path",
      sources: { flags: { corsOrigins: "https://a.example/x" } },
      message: /cors_origins/,
    },
    {
      name: "a model of an unknown form",
      sources: { flags: { model: "hf:llama3" } },
      message: /model "hf:llama3": write hf:owner\/repository/,
    },
    {
      name: "a model with the name of an entry",
      sources: { yaml: "models:\n  - { name: x, reference: echo }\n", flags: { model: "./x.gguf" } },
      message: /model "\.\/x\.gguf": an entry of models has its name, x/,
    },
    {
      name: "a folder in a file's place",
      sources: { configFile: "." },
      message: /: expected a file, got a folder$/,
      hint: /path of a file/,
    },
    {
      name: "a LoRA adapter without its model",
      sources: { flags: { lora: "a.gguf" } },
      message: /lora: `model` names no/,
    },
    {
      name: "two models of one name",
      sources: { yaml: "models:\n  - reference: a/x.gguf\n  - reference: b/x.gguf\n" },
      message: /models: expected a name for each entry, got two named "x"/,
    },
  ];
  test.each(cases)("$name", ({ sources, message, hint }) => {
    const error = failureOf(() => load(sources));
    expect(error.code).toBe("config_invalid");
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint ?? /./);
  });

  test("a wrong secret without showing it", () => {
    const error = failureOf(() => load({ yaml: "api_keys: hunter2-hunter2\n" }));
    expect(error.message).toMatch(/api_keys: expected a list of keys, got a string$/);
    expect(JSON.stringify([error.message, error.hint, error.facts])).not.toContain("hunter2");
  });

  test("a stray line of .env without quoting it, which may hold a key", () => {
    const error = failureOf(() => load({ dotEnv: "REPARTEE_API_KEY hunter2-hunter2\n" }));
    expect(JSON.stringify([error.message, error.hint, error.facts])).not.toContain("hunter2");
  });

  test("broken YAML without quoting the line, which may hold a key", () => {
    const error = failureOf(() => load({ yaml: "api_keys: [hunter2-hunter2\nport: 1\n" }));
    expect(error.message).not.toContain("hunter2");
  });

  test("nothing when a public address has a key, or the address is this machine's own", () => {
    expect(load({ env: { HOST: "0.0.0.0", REPARTEE_API_KEY: "k".repeat(16) } }).config.host).toBe("0.0.0.0");
    expect(() => load({ env: { HOST: "0.0.0.0", REPARTEE_API_KEY: "k" } })).toThrow(
      /^api_keys\[0\]: expected at least 16 characters, .*got 1$/,
    );
    expect(load({ env: { HOST: "127.0.0.1", REPARTEE_API_KEY: "k" } }).config.apiKeys).toEqual(["k"]);
    for (const HOST of ["localhost", "::1", "127.8.8.8"]) expect(load({ env: { HOST } }).config.host).toBe(HOST);
  });
});

describe("configFromOptions", () => {
  test("options are checked like a file, and no environment is read", () => {
    expect(
      configFromOptions({ model: "echo", models: [{ name: "a", reference: "echo", contextSize: 128 }] }),
    ).toMatchObject({ model: "echo", port: 8000, models: [{ name: "a", reference: "echo", contextSize: 128 }] });
    expect(failureOf(() => configFromOptions({ port: 1.5 })).message).toMatch(
      /the options: port: expected .*, got 1\.5/,
    );
  });

  test("an unknown option is refused with the nearest known one", () => {
    const options = { port: 1, contextsize: 5 };
    expect(failureOf(() => configFromOptions(options)).message).toMatch(/did you mean contextSize\?/);
  });
});
