import { describe, expect, test } from "vitest";
import { failureOf, useConfigFolder } from "../../test/support/config-folder.ts";
import { configFromOptions } from "./load-config.ts";

const folder = useConfigFolder();
const { load } = folder;

describe("settings of other servers", () => {
  test("upstreams are read, their keys from the environment or else from .env", () => {
    const yaml = `
upstreams:
  - { name: gpu, base_url: "http://10.0.0.5:8000/v1", api_key_env: GPU_KEY, dialect: vllm, max_connections: 8 }
  - { name: next-1.a, base_url: "https://next.example/v1", api_key_env: REPARTEE_NEXT_KEY, total_timeout_ms: 9 }
  - { name: open, base_url: "http://localhost:1/v1", session_header: x-session-id }
model: openai:gpu/meta-llama/Llama-3.1-8B
`;
    const { config, warnings } = load({
      yaml,
      dotEnv: "GPU_KEY=from-file\nREPARTEE_NEXT_KEY=from-file\n",
      env: { GPU_KEY: "", REPARTEE_NEXT_KEY: "from-environment" },
    });
    expect(config.upstreams).toEqual([
      {
        name: "gpu",
        baseUrl: "http://10.0.0.5:8000/v1",
        apiKeyEnv: "GPU_KEY",
        apiKey: "from-file",
        dialect: "vllm",
        maxConnections: 8,
      },
      {
        name: "next-1.a",
        baseUrl: "https://next.example/v1",
        apiKeyEnv: "REPARTEE_NEXT_KEY",
        apiKey: "from-environment",
        totalTimeoutMs: 9,
      },
      { name: "open", baseUrl: "http://localhost:1/v1", sessionHeader: "x-session-id" },
    ]);
    expect(warnings).toEqual([]);
  });

  test("the Ollama server has the names in the environment that other programs use", () => {
    const env = { OLLAMA_HOST: "gpu:11434", EMBEDDING_HOST: "10.0.0.7", EMBEDDING_PORT: "8081" };
    expect(load({ env, flags: { model: "ollama:llama3.1:8b" } }).config).toMatchObject({
      model: "ollama:llama3.1:8b",
      ollamaHost: "gpu:11434",
      embeddingHost: "10.0.0.7",
      embeddingPort: 8081,
    });
  });

  test.each([
    ["5m", "5m"],
    ["1h30m", "1h30m"],
    ["300", 300],
    ["-1", -1],
  ])("the time that Ollama keeps a model, given as %s, is %j", (given, expected) => {
    expect(load({ env: { REPARTEE_OLLAMA_KEEP_ALIVE: given } }).config.ollamaKeepAlive).toBe(expected);
  });

  test("an upstream brings its key itself; the name of one is refused, because no environment is read", () => {
    const upstream = { name: "gpu", baseUrl: "http://gpu/v1", apiKey: "k", connectTimeoutMs: 5 };
    expect(configFromOptions({ upstreams: [upstream] }).upstreams).toEqual([upstream]);
    const named = { name: "gpu", baseUrl: "http://gpu/v1", apiKeyEnv: "GPU_KEY" };
    expect(failureOf(() => configFromOptions({ upstreams: [named] }))).toMatchObject({
      code: "config_invalid",
      hint: "Pass the key itself as apiKey.",
    });
  });

  test("a configuration whose keys were read can be checked again", () => {
    const yaml = "upstreams:\n  - { name: a, base_url: 'http://a/v1', api_key_env: A_KEY }\n";
    const { config } = load({ yaml, env: { A_KEY: "k" } });
    expect(configFromOptions(config)).toEqual(config);
  });
});

describe("settings of other servers refuse", () => {
  const cases: readonly { name: string; sources: Parameters<typeof load>[0]; message: RegExp; hint?: RegExp }[] = [
    {
      name: "a LoRA adapter for a model of another server",
      sources: { flags: { lora: "a.gguf", model: "ollama:x" } },
      message: /lora: `model` names no model file/,
    },
    {
      name: "a model of an upstream that there is not, naming those that there are",
      sources: {
        yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1' }\n  - { name: b, base_url: 'http://b/v1' }\n",
        flags: { model: "openai:c/m" },
      },
      message: /model "openai:c\/m": no entry of upstreams is named c/,
      hint: /Known upstreams: a, b\./,
    },
    {
      name: "an entry of models with an unknown upstream, when there is none",
      sources: { yaml: "models:\n  - reference: openai:gpu/m\n" },
      message: /models "openai:gpu\/m": no entry of upstreams is named gpu/,
      hint: /there is none yet/,
    },
    {
      name: "two upstreams of one name",
      sources: {
        yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1' }\n  - { name: a, base_url: 'http://b/v1' }\n",
      },
      message: /upstreams: expected a name for each entry, got two named "a"/,
    },
    {
      name: "an upstream whose name a reference could not spell",
      sources: { yaml: "upstreams:\n  - { name: GPU, base_url: 'http://a/v1' }\n" },
      message: /: upstreams\[0\]\.name: expected a name of lower-case letters.*, got "GPU"$/,
    },
    {
      name: "an upstream without an address",
      sources: { yaml: "upstreams:\n  - name: a\n" },
      message: /: upstreams\[0\]\.base_url: expected a URL .*, got nothing$/,
    },
    {
      name: "an unknown key of an upstream",
      sources: { yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1', token_gap_timeout: 1 }\n" },
      message: /: upstreams\[0\]\.token_gap_timeout: .*\(did you mean token_gap_timeout_ms\?\)$/,
    },
    {
      name: "an unknown dialect",
      sources: { yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1', dialect: sglang }\n" },
      message: /dialect: expected one of generic, openai, vllm.*, got "sglang"/,
    },
    {
      name: "a name of a key that nobody sets",
      sources: { yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1', api_key_env: A_KEY }\n" },
      message: /upstream "a": its api_key_env names A_KEY, which neither the environment nor \.env sets/,
      hint: /Set A_KEY/,
    },
    {
      name: "a host with a port where the port has a setting of its own",
      sources: { env: { EMBEDDING_HOST: "gpu:11434" } },
      message: /the environment: EMBEDDING_HOST: expected a host name or address without port.*, got a string$/,
    },
    {
      name: "a time to keep a model that is none",
      sources: { env: { REPARTEE_OLLAMA_KEEP_ALIVE: "soon" } },
      message: /expected a duration such as 5m.*, got "soon"$/,
    },
  ];
  test.each(cases)("$name", ({ sources, message, hint }) => {
    const error = failureOf(() => load(sources));
    expect(error.code).toBe("config_invalid");
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint ?? /./);
  });

  test.each([
    ["a key in the file", { yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1', api_key: hunter2 }\n" }],
    [
      "a key as its own name",
      { yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1', api_key_env: hunter2-x }\n" },
    ],
    ["an address with a password", { yaml: "upstreams:\n  - { name: a, base_url: 'http://u:hunter2@a/v1' }\n" }],
    ["an address of Ollama with a password", { env: { OLLAMA_HOST: "http://u:hunter2@gpu" } }],
    [
      "a key that no header can carry",
      {
        yaml: "upstreams:\n  - { name: a, base_url: 'http://a/v1', api_key_env: A_KEY }\n",
        env: { A_KEY: "hunter2\nmore" },
      },
    ],
  ])("%s without showing it", (_name, sources) => {
    const error = failureOf(() => load(sources));
    expect(error.code).toBe("config_invalid");
    expect(JSON.stringify([error.message, error.hint, error.facts])).not.toContain("hunter2");
  });
});
