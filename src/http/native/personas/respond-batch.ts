import { z } from "zod";
import { defineRoute, type Route } from "../../route.ts";
import type { ChatServices } from "../../route-services.ts";
import { respondFields, respondItemSchema, toRespondItem, toRespondRequest } from "./respond-fields.ts";

/** More belong into several requests: one that is cut off loses all of its replies. */
const maxRequests = 64;

const bodySchema = z.object({
  requests: z.array(z.object(respondFields)).min(1).max(maxRequests).describe("Answered in this order."),
});

const answerSchema = z.object({ replies: z.array(respondItemSchema) });

/** Many at once: answered in order, generated in parallel up to the model's slots. */
export function respondBatchRoute({ responder }: ChatServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/respond/batch"],
    tag: "native",
    summary: "Answers many texts as personas.",
    body: bodySchema,
    answer: { kind: "json", schema: answerSchema },
    errors: [404],
    async handle({ body, requestId, signal }) {
      const requests = body.requests.map((one, index) => toRespondRequest(one, `${requestId}.${index}`));
      const replies = await responder.respondBatch(requests, signal);
      return { kind: "json", body: { replies: replies.map(toRespondItem) } };
    },
  });
}
