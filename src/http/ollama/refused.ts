import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import type { Route } from "../route.ts";
import { defineOllamaRoute } from "./ollama-route.ts";

/** What Ollama does and this server does not, each with what to do in its place. */
const refused: Readonly<Record<string, string>> = {
  copy: "Give a model another name in the setting `models`, or use `model_aliases`",
  create: "A persona or a system message does what a Modelfile does; a GGUF file is a model by its path",
  push: "Models are not published from here",
};

export function refusedOllamaRoutes(): readonly Route[] {
  return Object.entries(refused).map(([action, hint]) =>
    defineOllamaRoute({
      method: "POST",
      paths: [`/api/${action}`],
      summary: `Refused: models are not made by \`${action}\` here.`,
      body: z.unknown(),
      answer: { kind: "json", schema: z.object({}) },
      handle() {
        throw new ReparteeError("invalid_request", `Cannot ${action} a model: this server does not`, { hint });
      },
    }),
  );
}
