import { z } from "zod";
import { modelName } from "../openai/completion-fields.ts";
import { findOnlyModel } from "../replies/choose-models.ts";
import { withLoadedModel } from "../replies/with-loaded-model.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";

const model = modelName.nullish().describe("Absent: the server's default model.");
const piece = z.union([z.string(), z.array(z.int())]);

const tokenizeBody = z.object({
  content: z.string(),
  model,
  add_special: z.boolean().nullish().describe("Add the token that the model wants at the beginning. Default false."),
  parse_special: z.boolean().nullish().describe("Read the text of control tokens as these tokens. Default true."),
  with_pieces: z.boolean().nullish().describe("Give each token's text as well."),
});

const tokensSchema = z.object({
  tokens: z.union([
    z.array(z.int()),
    z.array(z.object({ id: z.int(), piece: piece.describe("Its text, or its bytes where they are no text.") })),
  ]),
});

export function tokenizeRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/tokenize"],
    tag: "llama-cpp",
    summary: "Cuts a text into the tokens of a model.",
    body: tokenizeBody,
    answer: { kind: "json", schema: tokensSchema },
    errors: [404, 503],
    async handle({ body, signal }) {
      const name = await findOnlyModel(body.model, services);
      const options = { addSpecial: body.add_special ?? false, parseSpecial: body.parse_special ?? true };
      const tokens = await withLoadedModel(services.pool, { name, signal, ability: "tokenize" }, (one) =>
        one.tokenize(body.content, options),
      );
      if (body.with_pieces !== true) return { kind: "json", body: { tokens } };
      const { pieces } = await withLoadedModel(services.pool, { name, signal, ability: "detokenize" }, (one) =>
        one.detokenize(tokens),
      );
      return {
        kind: "json",
        body: { tokens: tokens.map((id, index) => ({ id, piece: toPiece(pieces[index] ?? []) })) },
      };
    },
  });
}

const detokenizeBody = z.object({
  tokens: z.array(z.int().min(0)).max(1_000_000, { error: "at most 1000000 token ids" }),
  model,
});

export function detokenizeRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/detokenize"],
    tag: "llama-cpp",
    summary: "Joins the tokens of a model to their text.",
    body: detokenizeBody,
    answer: { kind: "json", schema: z.object({ content: z.string() }) },
    errors: [404, 503],
    async handle({ body, signal }) {
      const name = await findOnlyModel(body.model, services);
      const { text } = await withLoadedModel(services.pool, { name, signal, ability: "detokenize" }, (one) =>
        one.detokenize(body.tokens),
      );
      return { kind: "json", body: { content: text } };
    },
  });
}

/** Half a character has no text. */
function toPiece(bytes: readonly number[]): z.infer<typeof piece> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return [...bytes];
  }
}
