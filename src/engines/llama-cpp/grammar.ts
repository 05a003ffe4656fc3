import { LlamaGrammarEvaluationState } from "node-llama-cpp";
import type { Llama, LlamaGrammar, LlamaModel } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";
import type { GenerateRequest, ResponseFormat } from "../../core/generate-request.ts";
import type { ToolDefinition } from "../../core/tool.ts";
import type { Warning } from "../../core/warning.ts";
import { withFiniteNumbers } from "./finite-numbers.ts";
import { narrowJsonSchema, type NarrowedSchema } from "./json-schema.ts";

/** The rules that one reply's text must follow. */
export interface ReplyGrammar {
  readonly state: LlamaGrammarEvaluationState;
  readonly warnings: readonly Warning[];
}

export interface GrammarBuilder {
  /**
   * The grammar that a request calls for: a forced tool call, or its response format; undefined for free text.
   * @throws ReparteeError `invalid_request` when no grammar can be made of the schema.
   */
  build(request: Pick<GenerateRequest, "format" | "input">): Promise<ReplyGrammar | undefined>;
}

/** Grammars kept ready: apps send the same schema again and again, and building one takes milliseconds. */
const maxCachedGrammars = 32;

export function createGrammarBuilder(llama: Llama, model: LlamaModel): GrammarBuilder {
  const cache = new Map<string, { grammar: LlamaGrammar; warnings: readonly Warning[] }>();

  async function grammarFor(
    narrowed: NarrowedSchema,
  ): Promise<{ grammar: LlamaGrammar; warnings: readonly Warning[] }> {
    const key = JSON.stringify(narrowed.schema);
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    // The builder checks the shape itself and throws on what it does not know.
    const { grammar: text } = await llama.createGrammarForJsonSchema(
      narrowed.schema as Parameters<Llama["createGrammarForJsonSchema"]>[0],
    );
    const grammar = await llama.createGrammar({ grammar: withFiniteNumbers(text) });
    const built = { grammar, warnings: narrowed.warnings };
    const [oldest] = cache.keys();
    if (cache.size >= maxCachedGrammars && oldest !== undefined) cache.delete(oldest);
    cache.set(key, built);
    return built;
  }

  return {
    async build({ format, input }) {
      const narrowed = forcedCallSchema(input) ?? formatSchema(format);
      if (narrowed === undefined) return undefined;
      try {
        const { grammar, warnings } = await grammarFor(narrowed);
        return { state: new LlamaGrammarEvaluationState({ model, grammar }), warnings };
      } catch (cause) {
        if (cause instanceof ReparteeError) throw cause;
        throw new ReparteeError("invalid_request", `Cannot build a grammar from the JSON schema: ${describe(cause)}`, {
          param: "response_format.json_schema.schema",
          hint: "Use type, properties, required, items, enum, const, anyOf and $ref.",
          cause,
        });
      }
    },
  };
}

function formatSchema(format: ResponseFormat | undefined): NarrowedSchema | undefined {
  if (format?.kind === "json-object") return { schema: { type: "object", additionalProperties: true }, warnings: [] };
  if (format?.kind === "json-schema") return narrowJsonSchema(format.schema);
  return undefined;
}

/** `required` or a named tool: the reply is one call and nothing else, in the form that the parser reads bare. */
function forcedCallSchema(input: GenerateRequest["input"]): NarrowedSchema | undefined {
  if (input.kind !== "chat" || input.toolChoice === undefined) return undefined;
  const choice = input.toolChoice;
  if (choice === "auto" || choice === "none") return undefined;
  const calls = (input.tools ?? []).flatMap((tool, index) =>
    choice === "required" || tool.name === choice.name ? [callSchema(tool, index)] : [],
  );
  const warnings = calls.flatMap((call) => call.warnings);
  const [only, ...others] = calls.map(({ schema }) => schema);
  if (only === undefined) return undefined;
  return { schema: others.length === 0 ? only : { oneOf: [only, ...others] }, warnings };
}

/**
 * Whatever a tool's schema says, its arguments are an object: everything that reads calls counts on that. It has the
 * declared keys and no others, unless the tool allows more.
 */
function callSchema({ name, parameters = {} }: ToolDefinition, index: number): NarrowedSchema {
  const closed = { properties: {}, ...parameters, type: "object" };
  const { schema, warnings } = narrowJsonSchema(closed, `tools[${index}].function.parameters`);
  return {
    schema: {
      type: "object",
      properties: { name: { const: name }, arguments: schema },
      required: ["name", "arguments"],
      additionalProperties: false,
    },
    warnings,
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
