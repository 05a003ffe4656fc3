import { z } from "zod";
import { collectReply } from "../../serving/collect-reply.ts";
import { defineRoute, type Route } from "../route.ts";
import type { SmollmServices } from "./smollm-services.ts";
import { lengthOf, lengthShape, smollmAnswerSchema, toSmollmAnswer } from "./smollm-fields.ts";
import { turnsSchema } from "./turns.ts";

const bodySchema = z.object({
  messages: turnsSchema
    .refine((turns) => turns.length > 0, { error: "at least one message", abort: true })
    .refine((turns) => turns.some(({ role }) => role === "user"), { error: "at least one message of the user" }),
  ...lengthShape,
});

export function smollmChatRoute({ smollm, pool, under }: SmollmServices): Route {
  return defineRoute({
    method: "POST",
    paths: [under("/smollm/chat")],
    tag: "compat",
    summary: "Answers a conversation with the smollm model, or echoes it.",
    body: bodySchema,
    answer: { kind: "json", schema: smollmAnswerSchema },
    async handle({ body, requestId, signal }) {
      const input = { kind: "chat", messages: body.messages } as const;
      const reply = await collectReply(smollm.reply({ requestId, input, ...lengthOf(body) }, signal));
      return { kind: "json", body: toSmollmAnswer(reply.text, reply, pool) };
    },
  });
}
