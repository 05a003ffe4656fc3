import { z } from "zod";
import { collectReply } from "../../serving/collect-reply.ts";
import type { Route } from "../route.ts";
import type { SmallBoxServices } from "./small-box-services.ts";
import {
  lengthOf,
  lengthShape,
  smallBoxAnswerSchema,
  toSmallBoxAnswer,
  type LengthFields,
} from "./small-box-fields.ts";
import { visibleText } from "./turns.ts";

interface SmollmGenerateBody extends LengthFields {
  readonly prompt: string;
}

const bodySchema: z.ZodType<SmollmGenerateBody> = z.object({
  prompt: visibleText.describe("The text to go on with, without a chat template."),
  ...lengthShape,
});

export function smollmGenerateRoute({ smallBox, pool, under }: SmallBoxServices): Route<SmollmGenerateBody> {
  return {
    method: "POST",
    paths: [under("/smollm/generate")],
    tag: "compat",
    summary: "Continues a text with the small-box model, or echoes it.",
    body: bodySchema,
    answer: { kind: "json", schema: smallBoxAnswerSchema },
    async handle({ body, requestId, signal }) {
      const input = { kind: "text", text: body.prompt } as const;
      const reply = await collectReply(smallBox.reply({ requestId, input, ...lengthOf(body) }, signal));
      return { kind: "json", body: toSmallBoxAnswer(reply.text, reply, pool) };
    },
  };
}
