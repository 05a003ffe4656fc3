import type { Capabilities } from "../../core/capabilities.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { lastUserText } from "../../core/prompt-words.ts";
import type { ToolDefinition } from "../../core/tool.ts";
import { splitWords } from "../../core/word-tokens.ts";
import type { FakeStep } from "./fake-script.ts";
import { schemaExample } from "./schema-example.ts";

/** What an unscripted fake model answers: the call that it must make, the JSON asked for, or the user's own words. */
export function defaultReply(request: GenerateRequest, capabilities: Capabilities): readonly FakeStep[] {
  const tool = capabilities.tools === true ? requiredTool(request) : undefined;
  if (tool !== undefined) {
    const written = JSON.stringify(schemaExample(tool.parameters ?? { type: "object" }));
    return [{ type: "tool-call", id: `call-${request.id}`, name: tool.name, pieces: written.split(/(?<=[:,])/) }];
  }
  const format = capabilities.jsonSchema === true ? request.format : undefined;
  if (format?.kind === "json-object") return [{ type: "tokens", texts: ["{", "}"] }];
  if (format?.kind === "json-schema") {
    const written = JSON.stringify(schemaExample(format.schema));
    return [{ type: "tokens", texts: written.split(/(?<=[:,])/) }];
  }
  return [{ type: "tokens", texts: splitWords(lastUserText(request.input)) }];
}

function requiredTool({ input }: GenerateRequest): ToolDefinition | undefined {
  if (input.kind !== "chat" || input.toolChoice === undefined) return undefined;
  if (input.toolChoice === "required") return input.tools?.[0];
  if (typeof input.toolChoice === "string") return undefined;
  const { name } = input.toolChoice;
  return input.tools?.find((tool) => tool.name === name);
}
