import { describe, expect, it } from "vitest";
import { createScriptedPool } from "./support/scripted-pool.ts";
import { startServer } from "./support/start-server.ts";

const name = "microsoft/DialoGPT-medium";

describe("models", () => {
  it("are listed with OpenAI's fields and Repartee's, with and without the prefix", async () => {
    const { url } = await startServer({ pool: createScriptedPool({ tiny: "ready", broken: "failed" }) });
    for (const path of ["/v1/models", "/models"]) {
      expect(await (await fetch(url + path)).json()).toEqual({
        object: "list",
        data: [
          {
            id: "tiny",
            object: "model",
            created: 1_700_000_000,
            owned_by: "repartee",
            repartee: {
              engine: "fake",
              state: "ready",
              fits: "yes",
              device: "cpu",
              quantization: "Q4_K_M",
              context_window: 2048,
              size_bytes: 1000,
            },
          },
          {
            id: "broken",
            object: "model",
            created: 1_700_000_000,
            owned_by: "repartee",
            repartee: {
              engine: "fake",
              state: "failed",
              fits: "yes",
              size_bytes: 1000,
              failure: { code: "model_file_missing", message: "No file" },
            },
          },
        ],
      });
    }
  });

  it("tell while they load whether their file is on its way, and how long still", async () => {
    const pool = createScriptedPool({ tiny: "loading" });
    const status = { ...pool.list()[0], name: "tiny", engine: "fake", leases: 0, createdSeconds: 0 } as const;
    const downloading = {
      ...status,
      state: "loading",
      loadFraction: 0.4,
      phase: "downloading",
      etaSeconds: 7.2,
    } as const;
    const { url } = await startServer({ pool: { ...pool, status: () => downloading, fits: async () => "tight" } });
    expect(await (await fetch(`${url}/v1/models/tiny`)).json()).toMatchObject({
      repartee: { state: "loading", load_fraction: 0.4, phase: "downloading", eta_seconds: 8, fits: "tight" },
    });
  });

  it("are shown, loaded and unloaded by names with slashes, raw or percent-encoded", async () => {
    const { url } = await startServer({ pool: createScriptedPool({ [name]: "unloaded" }) });
    for (const spelled of [name, encodeURIComponent(name)]) {
      for (const [method, path, state] of [
        ["GET", `/v1/models/${spelled}`, "unloaded"],
        ["POST", `/models/${spelled}/load`, "ready"],
        ["POST", `/models/${spelled}/load?again=1`, "ready"],
        ["GET", `/models/${spelled}`, "ready"],
        ["DELETE", `/models/${spelled}/unload`, "unloaded"],
      ] as const) {
        const response = await fetch(url + path, { method });
        expect(response.status, `${method} ${path}`).toBe(200);
        expect(await response.json()).toMatchObject({ id: name, repartee: { state } });
      }
    }
  });

  it("are loaded by requests with an empty JSON body as well", async () => {
    const { post } = await startServer();
    expect((await post("/models/tiny/load", "")).status).toBe(200);
  });

  it("that are unknown are named with the parameter and the way to the names, as a chat does", async () => {
    const { url, post } = await startServer();
    const errorOf = async (response: Response): Promise<unknown> => {
      const { error } = (await response.json()) as { error: { param: unknown; hint: unknown } };
      return { param: error.param, hint: error.hint };
    };
    const shown = await errorOf(await fetch(`${url}/v1/models/nobody`));
    expect(shown).toEqual({ param: "model", hint: expect.stringContaining("/v1/models") });
    const body = { model: "nobody", messages: [{ role: "user", content: "Hi" }] };
    expect(await errorOf(await post("/v1/chat/completions", body))).toEqual(shown);
  });

  it("that are unknown get 404", async () => {
    const { url } = await startServer();
    for (const [method, path] of [
      ["GET", "/v1/models/nobody"],
      ["POST", "/models/nobody/load"],
      ["DELETE", "/models/no/body/unload"],
    ] as const) {
      const response = await fetch(url + path, { method });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: "model_not_found" } });
    }
  });

  it.each(["/api/models/running", "/api/ps"])(
    "that are in memory, or on their way, are listed by %s with what they take",
    async (path) => {
      const pool = createScriptedPool({ tiny: "ready", next: "loading", cold: "unloaded", broken: "failed" });
      const { url } = await startServer({ pool });
      expect(await (await fetch(url + path)).json()).toMatchObject({
        models: [
          {
            name: "tiny",
            engine: "fake",
            state: "ready",
            device: "cpu",
            memory_bytes: 1000,
            pid: 7,
            leases: 0,
            idle_since: "2023-11-14T22:13:20.000Z",
            unload_at: "2023-11-14T22:43:20.000Z",
            pinned: false,
            // Ollama's shape of the same
            model: "tiny:latest",
            size: 1000,
            size_vram: 0,
            expires_at: "2023-11-14T22:43:20.000Z",
          },
          { name: "next", engine: "fake", state: "loading", leases: 0, pinned: false },
        ],
        memory: { used_bytes: 1000, budget_bytes: 8000 },
      });
    },
  );
});
