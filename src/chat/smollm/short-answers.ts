/**
 * How a very small model is asked where the client leaves the manner to the server: by one short sentence and with cool
 * sampling. Of 20 questions, `smollm2-135m` names the capital of France only so, and tells fewer tales.
 */
import type { GenerateWith } from "../../core/engine.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { smollmDefaults } from "./smollm-request.ts";

/** Parameters. Larger models were not measured. */
const verySmall = 400e6;
const instruction = "You answer in one or two short sentences.";
const temperature = 0.2;

export function withShortAnswers(generate: GenerateWith): GenerateWith {
  return (model, request, signal) => {
    const { device, parameterCount = Infinity } = model.info;
    const isSmall = device !== "none" && parameterCount < verySmall;
    return generate(model, isSmall ? shortened(request) : request, signal);
  };
}

/** A system message or a temperature of the client's own stays as it is. */
function shortened(request: GenerateRequest): GenerateRequest {
  const { input, sampling } = request;
  if (input.kind !== "chat" || input.messages.some(({ role }) => role === "system")) return request;
  if (sampling?.temperature !== smollmDefaults.temperature) return request;
  const messages = [{ role: "system" as const, content: instruction }, ...input.messages];
  return { ...request, input: { ...input, messages }, sampling: { ...sampling, temperature } };
}
