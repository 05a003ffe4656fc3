import { describe, expect, it } from "vitest";
import type { ModelState } from "../../src/models/pool/model-pool.ts";
import { createScriptedPool } from "./support/scripted-pool.ts";
import { createScriptedServing } from "./support/scripted-serving.ts";
import { startServer } from "./support/start-server.ts";

describe("the server's state", () => {
  it("is alive whatever its models do", async () => {
    const { url } = await startServer({ pool: createScriptedPool({}) });
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });

  it.each<{ models: Record<string, ModelState>; status: number; reason: string | undefined }>([
    { models: {}, status: 503, reason: "no_model_configured" },
    { models: { a: "failed", b: "failed" }, status: 503, reason: "all_models_failed" },
    { models: { a: "failed", b: "unloaded" }, status: 200, reason: undefined },
    { models: { a: "ready" }, status: 200, reason: undefined },
  ])("is ready $status with models $models", async ({ models, status, reason }) => {
    const { url } = await startServer({ pool: createScriptedPool(models) });
    const response = await fetch(`${url}/ready`);
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(status === 503 ? "5" : null);
    const body = (await response.json()) as { reason?: string };
    expect(body.reason).toBe(reason);
  });

  it("answers 200 to pages that ask for it, and says the same", async () => {
    const { url } = await startServer({ pool: createScriptedPool({ a: "failed" }) });
    const [plain, asked] = await Promise.all([fetch(`${url}/ready`), fetch(`${url}/ready?status=200`)]);
    expect([plain.status, asked.status]).toEqual([503, 200]);
    expect(await asked.json()).toEqual(await plain.json());
    expect((await fetch(`${url}/ready?status=503`)).status).toBe(400);
  });

  it("is not ready while draining, though its model is", async () => {
    const serving = createScriptedServing();
    const { url } = await startServer({ serving });
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    serving.setState({ draining: true, retiring: true });
    expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ ready: false, reason: "draining" });
  });

  it("is told in short at the root and in figures at /metrics", async () => {
    const { url } = await startServer();
    expect(await (await fetch(url)).json()).toMatchObject({ name: "repartee", version: "1.2.3", ready: true });
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get("content-type")).toMatch("text/plain; version=0.0.4");
    expect(await metrics.text()).toBe("up 1\n");
  });

  it("needs a key for /metrics when keys are configured", async () => {
    const { url } = await startServer({ apiKeys: ["k"] });
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
  });
});
