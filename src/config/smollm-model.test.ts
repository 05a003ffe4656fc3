import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Config } from "./config.ts";
import { configFromOptions, loadConfig } from "./load-config.ts";
import { missingSmollmFile, smollmModel } from "./smollm-model.ts";

function fromEnv(env: Readonly<Record<string, string>>): Config {
  return loadConfig({ env, workingDirectory: "/nonexistent" }).config;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "repartee-smollm-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("smollmModel", () => {
  const rows: readonly (readonly [env: Readonly<Record<string, string>>, reference: string | undefined])[] = [
    [{}, undefined],
    [{ SMOLLM_MODEL_PATH: "models/tiny.gguf" }, "models/tiny.gguf"],
    [{ SMOLLM_MODEL_PATH: "models/tiny.gguf", ENABLE_SMOLLM: "false" }, undefined],
    [{ SMOLLM_MODEL_PATH: "models/tiny.gguf", REPARTEE_COMPAT_ROUTES: "0" }, undefined],
    [{ PROVIDER: "echo" }, "echo"],
    [{ PROVIDER: "ollama" }, "ollama:smollm2"],
    [{ PROVIDER: "ollama", SMOLLM_MODEL_PATH: "smollm2:135m" }, "ollama:smollm2:135m"],
    [{ PROVIDER: "ollama", SMOLLM_MODEL_PATH: "ollama:smollm2" }, "ollama:smollm2"],
    [{ PROVIDER: "local", SMOLLM_MODEL_PATH: "hf:owner/repository" }, "hf:owner/repository"],
    [{ PROVIDER: "echo", REPARTEE_SMOLLM_PROVIDER: "local" }, undefined],
  ];
  test.each(rows)("of %j is %s", (env, reference) => {
    expect(smollmModel(fromEnv(env))?.reference).toBe(reference);
  });

  test("takes a folder that is here for a folder, however it is written", () => {
    const folder = temporaryFolder();
    const config = configFromOptions({ smollmModelPath: folder });
    expect(smollmModel(config)).toEqual({ name: "smollm", reference: folder, preload: false });
  });

  test("a provider, a prefix or an upstream that is none is refused by name", () => {
    expect(() => fromEnv({ PROVIDER: "aws" })).toThrow(/PROVIDER: expected one of local, ollama, openai, echo/);
    expect(() => fromEnv({ PROVIDER: "openai" })).toThrow(/smollm_model_path/);
    expect(() => fromEnv({ PROVIDER: "openai", SMOLLM_MODEL_PATH: "gpu/m" })).toThrow(/upstreams is named gpu/);
    for (const smollmPrefix of ["innova", "/a/", "/a b", "/models", "/v1/models/x", ""]) {
      expect(() => configFromOptions({ smollmPrefix })).toThrow(/expected a path/);
    }
    expect(configFromOptions({ smollmPrefix: "/" }).smollmPrefix).toBe("/");
  });

  test("and an entry of models of its name exclude each other", () => {
    const models = [{ name: "smollm", reference: "echo" }];
    expect(smollmModel(configFromOptions({ models }))).toBeUndefined();
    expect(() => configFromOptions({ models, smollmModelPath: "x.gguf" })).toThrow(/named smollm as well/);
  });
});

test("missingSmollmFile names the place where a file should be, until it is there", () => {
  const path = join(temporaryFolder(), "late.gguf");
  const config = configFromOptions({ smollmModelPath: path });
  expect(missingSmollmFile(config)).toBe(path);
  writeFileSync(path, "GGUF");
  expect(missingSmollmFile(config)).toBeUndefined();
  expect(missingSmollmFile(configFromOptions({ smollmProvider: "echo" }))).toBeUndefined();
});
