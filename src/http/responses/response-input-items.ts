import { z } from "zod";
import { defineRoute, type Route } from "../route.ts";
import { findResponse } from "./find-response.ts";
import { textOf, type InputItem } from "./input-items.ts";
import type { OwnResponses } from "./own-responses.ts";

const defaultLimit = 20;

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(defaultLimit),
  order: z.enum(["asc", "desc"]).default("desc").describe("desc: the last item of the input first."),
  after: z.string().optional().describe("Only what comes after the item with this id."),
});

const listSchema = z.object({
  object: z.literal("list"),
  data: z.array(z.looseObject({ type: z.string(), id: z.string() })),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
});

export function inputItemsRoute(own: OwnResponses): Route {
  return defineRoute({
    method: "GET",
    paths: ["/v1/responses/{id}/input_items", "/responses/{id}/input_items"],
    tag: "openai",
    summary: "Lists the input items of a stored response.",
    query: querySchema,
    answer: { kind: "json", schema: listSchema },
    errors: [404, 503],
    async handle({ boundUser, param, query }) {
      const services = own(boundUser);
      const { limit, order, after } = query;
      const { input } = await findResponse(param("id"), services);
      const ordered = order === "asc" ? input : input.toReversed();
      const from = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
      const page = ordered.slice(from, from + limit).map(toItem);
      return {
        kind: "json",
        body: {
          object: "list",
          data: page,
          first_id: page[0]?.id ?? null,
          last_id: page.at(-1)?.id ?? null,
          has_more: from + limit < ordered.length,
        },
      };
    },
  });
}

type ListedItem = z.infer<typeof listSchema>["data"][number];

/** Content as parts, however it was sent; what a request holds is complete. */
function toItem(item: InputItem): ListedItem {
  const { id } = item;
  const known = { ...item, id: id ?? "", status: "completed" };
  if (item.type !== "message") return known;
  const part =
    item.role === "assistant"
      ? { type: "output_text", text: textOf(item.content), annotations: [], logprobs: [] }
      : { type: "input_text", text: textOf(item.content) };
  return { ...known, content: [part] };
}
