import { describe, expect, it } from "vitest";
import { createScriptedPool } from "./support/scripted-pool.ts";
import { startServer } from "./support/start-server.ts";

const path = "/v1/embeddings";

interface Row {
  readonly name: string;
  readonly body: unknown;
  readonly param: string | null;
  readonly status?: number;
  readonly says?: RegExp;
}

const rows: readonly Row[] = [
  { name: "an empty body", body: "", param: null },
  { name: "no input", body: {}, param: "input" },
  { name: "an empty text", body: { input: "" }, param: "input" },
  { name: "an empty list", body: { input: [] }, param: "input" },
  { name: "an empty text among others", body: { input: ["a", ""] }, param: "input[1]" },
  { name: "token ids", body: { input: [1, 2, 3] }, param: "input", says: /token ids are not supported/ },
  { name: "lists of token ids", body: { input: [[1, 2], [3]] }, param: "input", says: /token ids are not supported/ },
  { name: "an object", body: { input: { text: "a" } }, param: "input" },
  { name: "a number", body: { input: 5 }, param: "input" },
  { name: "2049 texts", body: { input: Array.from({ length: 2049 }, () => "a") }, param: "input" },
  { name: "2 MB", body: { input: "x".repeat(2_000_000) }, param: null, status: 413 },
  { name: "an unknown encoding", body: { input: "a", encoding_format: "hex" }, param: "encoding_format" },
  { name: "no dimensions", body: { input: "a", dimensions: 0 }, param: "dimensions" },
  { name: "half a dimension", body: { input: "a", dimensions: 1.5 }, param: "dimensions" },
  {
    name: "more dimensions than there are",
    body: { input: "a", dimensions: 3 },
    param: "dimensions",
    says: /expected 2/,
  },
  { name: "fewer than mean something", body: { input: "a", dimensions: 1 }, param: "dimensions", says: /expected 2/ },
  { name: "an unknown model", body: { input: "a", model: "nobody" }, param: "model", status: 404 },
  { name: "user as a number", body: { input: "a", user: 1 }, param: "user" },
];

describe("POST /v1/embeddings", () => {
  it.each(rows)("refuses $name and names the field", async ({ body, param, status = 400, says }) => {
    const { post } = await startServer();
    const response = await post(path, body);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: { param: string | null; message: string } };
    expect(error.param).toBe(param);
    if (says !== undefined) expect(error.message).toMatch(says);
  });

  it("answers in order, with usage, floats unless base64 is asked for", async () => {
    const { post } = await startServer();
    const floats: unknown = await (await post(path, { input: ["a", "b"], user: "u", dimensions: 2 })).json();
    expect(floats).toEqual({
      object: "list",
      data: [
        { object: "embedding", index: 0, embedding: [1, 0] },
        { object: "embedding", index: 1, embedding: [1, 0] },
      ],
      model: "tiny",
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
    const base64: unknown = await (await post(path, { input: "a", encoding_format: "base64" })).json();
    // 1.0 and 0.0 as little-endian 32-bit floats.
    expect(base64).toMatchObject({ data: [{ embedding: Buffer.from("0000803f00000000", "hex").toString("base64") }] });
  });

  it("shortens vectors of a model that was trained for it, to length 1", async () => {
    const pool = createScriptedPool({ "nomic-embed-text-v1.5": "ready" });
    const { post } = await startServer({ pool, defaultModel: () => "nomic-embed-text-v1.5" });
    expect(await (await post(path, { input: "a", dimensions: 1 })).json()).toMatchObject({
      data: [{ embedding: [1] }],
    });
  });

  it("answers an honest error without any model, also where templates are asked for", async () => {
    const pool = createScriptedPool({ tiny: "ready" });
    const { post } = await startServer({ pool, openaiFallback: "template" });
    expect((await post(path, { input: "a", model: "nobody" })).status).toBe(404);
  });

  it("wants the key where keys are configured", async () => {
    const { post } = await startServer({ apiKeys: ["a-key"] });
    expect((await post(path, { input: "a" })).status).toBe(401);
    expect((await post(path, { input: "a" }, { authorization: "Bearer a-key" })).status).toBe(200);
  });
});
