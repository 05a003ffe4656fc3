import { z } from "zod";
import { collectReply } from "../../serving/collect-reply.ts";
import { defineRoute, type Route } from "../route.ts";
import type { SmollmServices } from "./smollm-services.ts";
import { lengthOf, lengthShape, smollmAnswerSchema, toSmollmAnswer } from "./smollm-fields.ts";
import { visibleText } from "./turns.ts";

const bodySchema = z.object({
  prompt: visibleText.describe("The text to continue, without a chat template."),
  ...lengthShape,
});

export function smollmGenerateRoute({ smollm, pool, under }: SmollmServices): Route {
  return defineRoute({
    method: "POST",
    paths: [under("/smollm/generate")],
    tag: "compat",
    summary: "Continues a text with the smollm model, or echoes it.",
    body: bodySchema,
    answer: { kind: "json", schema: smollmAnswerSchema },
    async handle({ body, requestId, signal }) {
      const input = { kind: "text", text: body.prompt } as const;
      const reply = await collectReply(smollm.reply({ requestId, input, ...lengthOf(body) }, signal));
      return { kind: "json", body: toSmollmAnswer(reply.text, reply, pool) };
    },
  });
}
