import { z } from "zod";
import type { RankedDocuments } from "../../serving/rank-documents.ts";
import { chooseModels } from "../replies/choose-models.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { modelName } from "./completion-fields.ts";

const maxDocuments = 1024;
const given = `an array of 1–${maxDocuments} documents, each a string or {"text"}`;
const document = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)], {
  error: 'a string or {"text"}',
});
const documents = z.array(document, { error: given }).min(1, { error: given }).max(maxDocuments, { error: given });

/** Jina's and Cohere's request; with `texts` in place of `documents` that of Text Embeddings Inference. */
const rerankBody = z
  .object({
    model: modelName.nullish().describe("Absent: the server's default model."),
    query: z.string().min(1),
    documents: documents.optional().describe("What to rank."),
    texts: documents.optional().describe("The name that Text Embeddings Inference has for `documents`."),
    top_n: z.int().min(1).nullish().describe("How many to answer with, best first. Default: all."),
    return_documents: z.boolean().nullish().describe("Give each document's text as well. Default false."),
  })
  .refine((body) => (body.documents === undefined) !== (body.texts === undefined), {
    error: given,
    path: ["documents"],
  });

const rankedSchema = z.object({
  object: z.literal("list"),
  model: z.string(),
  results: z.array(
    z.object({
      index: z.int().describe("Of the document in the request."),
      relevance_score: z.number().describe("0–1."),
      document: z.object({ text: z.string() }).optional(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
  repartee: z.object({
    method: z
      .enum(["reranker", "similarity"])
      .describe("`similarity`: by the vectors of an embedding model, which was not trained to rank."),
  }),
});

const textsSchema = z.array(z.object({ index: z.int(), score: z.number(), text: z.string().optional() }));

/** No template can rank: there is no fallback, whatever the settings say. */
export function rerankRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/rerank", "/rerank", "/v1/reranking", "/reranking", "/v2/rerank"],
    tag: "openai",
    summary: "Ranks documents by how well they answer a query.",
    body: rerankBody,
    answer: { kind: "json", schema: z.union([rankedSchema, textsSchema]) },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const { serving } = services;
      const { models } = await chooseModels({ model: body.model }, { ...services, openaiFallback: "none" });
      const [model = ""] = models;
      const texts = body.documents ?? body.texts ?? [];
      const call = { query: body.query, documents: texts };
      const ranked = await serving.rerank({ requestId, model, call }, signal);
      const best = bestFirst(ranked, body.top_n ?? texts.length);
      const text = (index: number): string | undefined => (body.return_documents === true ? texts[index] : undefined);
      if (body.texts !== undefined) {
        return { kind: "json", body: best.map(({ index, score }) => ({ index, score, text: text(index) })) };
      }
      return { kind: "json", body: toAnswer(ranked, model, best, text) };
    },
  });
}

interface Ranked {
  readonly index: number;
  readonly score: number;
}

function bestFirst({ scores }: RankedDocuments, count: number): readonly Ranked[] {
  return scores
    .map((score, index) => ({ index, score }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, count);
}

function toAnswer(
  { method, usage }: RankedDocuments,
  model: string,
  best: readonly Ranked[],
  textOf: (index: number) => string | undefined,
): z.infer<typeof rankedSchema> {
  return {
    object: "list",
    model,
    results: best.map(({ index, score }) => {
      const text = textOf(index);
      return { index, relevance_score: score, ...(text === undefined ? {} : { document: { text } }) };
    }),
    usage: { prompt_tokens: usage.promptTokens, total_tokens: usage.promptTokens },
    repartee: { method },
  };
}
