import { z } from "zod";
import { tasteRequestSchema, type TasteChat } from "../../chat/taste/index.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import { collectReply } from "../../serving/collect-reply.ts";
import { defineRoute, type Route } from "../route.ts";
import { replyFrames } from "./reply-frames.ts";
import { provenanceShape, toProvenance } from "./provenance-fields.ts";
import { turnsSchema } from "./turns.ts";

const tasteBodySchema = z.object({
  user_input: tasteRequestSchema.shape.userInput.describe("What the user said."),
  taste_analysis: z.unknown().optional().describe("Any JSON; what is too large or too deep is left out."),
  conversation_history: turnsSchema.nullish().describe("Oldest first."),
});

const tasteAnswerSchema = z.object({
  response: z.string(),
  ...provenanceShape,
  model: z.string().optional().describe("The model that answered; absent for a written reply."),
});

type TasteAnswer = z.infer<typeof tasteAnswerSchema>;

/** The taste chat. A client that accepts an event stream gets one; the answer is a 200 whatever happens to the models. */
export function generateResponseRoute(tasteChat: TasteChat): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/generate-response"],
    tag: "compat",
    summary: "Answers a user in the light of their taste.",
    body: tasteBodySchema,
    answer: { kind: "json", schema: tasteAnswerSchema, alsoStreams: true },
    async handle({ body, requestId, signal, wantsEvents }) {
      const { user_input: userInput, taste_analysis: tasteAnalysis, conversation_history } = body;
      const request = { requestId, userInput, tasteAnalysis, history: conversation_history ?? [] };
      const events = tasteChat.reply(request, signal);
      if (wantsEvents) return { kind: "event-stream", frames: replyFrames(events, toAnswer), named: true };
      const reply = await collectReply(events);
      return { kind: "json", body: toAnswer(reply.text, reply) };
    },
  });
}

function toAnswer(text: string, finish: Omit<ReplyFinishEvent, "type">): TasteAnswer {
  return {
    response: text.trim(),
    ...toProvenance(finish),
    model: finish.source === "template" ? undefined : finish.model,
  };
}
