import { describe, expect, it } from "vitest";
import { startServer } from "./support/start-server.ts";

interface Row {
  readonly name: string;
  readonly body: unknown;
  readonly param: string | null;
  readonly status?: number;
}

const query = "q";
const rows: readonly Row[] = [
  { name: "no query", body: { documents: ["a"] }, param: "query" },
  { name: "an empty query", body: { query: "", documents: ["a"] }, param: "query" },
  { name: "no documents", body: { query }, param: "documents" },
  { name: "an empty list", body: { query, documents: [] }, param: "documents" },
  { name: "null", body: { query, documents: null }, param: "documents" },
  { name: "a number", body: { query, documents: 123 }, param: "documents" },
  { name: "numbers", body: { query, documents: [1, 2] }, param: "documents[0]" },
  { name: "documents and texts", body: { query, documents: ["a"], texts: ["a"] }, param: "documents" },
  { name: "1025 documents", body: { query, documents: Array.from({ length: 1025 }, String) }, param: "documents" },
  { name: "no results", body: { query, documents: ["a"], top_n: 0 }, param: "top_n" },
  { name: "an unknown model", body: { query, documents: ["a"], model: "nobody" }, param: "model", status: 404 },
];

describe("POST /v1/rerank", () => {
  it.each(rows)("refuses $name and names the field", async ({ body, param, status = 400 }) => {
    const { post } = await startServer();
    const response = await post("/v1/rerank", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { param } });
  });

  it("answers best first, as many as asked for, and says how they were compared", async () => {
    const { post } = await startServer();
    const documents = ["a", { text: "b" }, "c"];
    const whole = { query, documents, top_n: 2, return_documents: true };
    expect(await (await post("/v1/rerank", whole)).json()).toEqual({
      object: "list",
      model: "tiny",
      results: [
        { index: 0, relevance_score: 1, document: { text: "a" } },
        { index: 1, relevance_score: 0.5, document: { text: "b" } },
      ],
      usage: { prompt_tokens: 1, total_tokens: 1 },
      repartee: { method: "similarity" },
    });
    const bare = (await (await post("/rerank", { query, documents, top_n: 99 })).json()) as { results: object[] };
    expect(bare.results).toHaveLength(3);
    expect(bare.results[0]).toEqual({ index: 0, relevance_score: 1 });
  });

  it("answers `texts` as Text Embeddings Inference does", async () => {
    const { post } = await startServer();
    expect(await (await post("/rerank", { query, texts: ["a", "b"], top_n: 1 })).json()).toEqual([
      { index: 0, score: 1 },
    ]);
  });
});
