import type { CapabilityName } from "../../core/capabilities.ts";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import type { JsonObject } from "../../core/json.ts";
import { type CheckDefinition, expectThat, needs } from "./check.ts";
import { readErrorCode, readReply, requestFor, steady } from "./read-reply.ts";
import { withModel } from "./with-model.ts";

/** Bounded on purpose: a model with random weights fills it, too. */
const answerSchema: JsonObject = {
  type: "object",
  properties: { answer: { type: "string", enum: ["yes", "no"] }, sure: { type: "boolean" } },
  required: ["answer", "sure"],
  additionalProperties: false,
};

const answerTool = { name: "give_answer", description: "Gives the answer.", parameters: answerSchema };

/** A request for each ability that engines may lack, and the name under which a warning must report it. */
const features: readonly {
  readonly capability: CapabilityName;
  readonly feature: string;
  readonly ask: (input: PromptInput) => Partial<GenerateRequest>;
}[] = [
  { capability: "tools", feature: "tools", ask: (input) => ({ input: withTool(input, "auto") }) },
  { capability: "jsonSchema", feature: "response_format", ask: () => ({ format: { kind: "json-object" } }) },
  { capability: "logprobs", feature: "logprobs", ask: () => ({ logprobs: { top: 1 } }) },
  { capability: "logitBias", feature: "logit_bias", ask: () => ({ sampling: { logitBias: { 1: -1 } } }) },
  { capability: "seed", feature: "seed", ask: () => ({ sampling: { seed: 1 } }) },
  { capability: "stop", feature: "stop", ask: () => ({ stop: ["\u0001"] }) },
  { capability: "penalties", feature: "presence_penalty", ask: () => ({ sampling: { presencePenalty: 0.5 } }) },
  { capability: "penalties", feature: "frequency_penalty", ask: () => ({ sampling: { frequencyPenalty: 0.5 } }) },
  { capability: "penalties", feature: "repeat_penalty", ask: () => ({ sampling: { repeatPenalty: 1.1 } }) },
  { capability: "replyPrefix", feature: "reply_prefix", ask: () => ({ replyPrefix: "Well," }) },
];

const warningChecks = features.map(({ capability, feature, ask }): CheckDefinition => ({
  name: `${feature} is reported in a warning exactly when the engine cannot do it`,
  run: (subject) =>
    withModel(subject, async (model) => {
      const request = requestFor(subject.longInput, { maxTokens: 2, ...ask(subject.longInput) });
      const { warnings } = (await readReply(subject, model, request)).finish;
      const reported = warnings.find(
        (warning) => warning.kind === "unsupported-feature" && warning.feature === feature,
      );
      if (subject.capabilities[capability] === true) {
        expectThat(reported === undefined, `a warning says that ${feature} is unsupported: ${reported?.detail}`);
      } else {
        expectThat(reported !== undefined, `${feature} was left out in silence`);
        expectThat(reported.detail !== "", `the warning about ${feature} gives no reason`);
      }
    }),
}));

const inputChecks = (["chat", "completion"] as const).map((capability): CheckDefinition => ({
  name: `${capability} is refused when the engine cannot do it`,
  skip: ({ capabilities }) => (capabilities[capability] === true ? "the engine can do it" : undefined),
  run: (subject) =>
    withModel(subject, async (model) => {
      const text = "Hello";
      const input: PromptInput =
        capability === "chat" ? { kind: "chat", messages: [{ role: "user", content: text }] } : { kind: "text", text };
      const code = await readErrorCode(subject, model, requestFor(input));
      expectThat(code === "unsupported_by_model", `the error is ${code}`);
    }),
}));

/** What engines may be able to do: done where they say so, reported where not. */
export const featureChecks: readonly CheckDefinition[] = [
  ...inputChecks,
  ...warningChecks,
  {
    name: "same seed gives the same reply",
    skip: needs("seed"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const request = { maxTokens: 16, sampling: { temperature: 1, seed: 11 } };
        const first = await readReply(subject, model, requestFor(subject.longInput, request));
        const second = await readReply(subject, model, requestFor(subject.longInput, request));
        expectThat(first.text === second.text, `the same seed gave "${first.text}" and "${second.text}"`);
      }),
  },
  {
    name: "logprobs come with the tokens that they belong to",
    skip: needs("logprobs"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const request = requestFor(subject.longInput, { maxTokens: 8, sampling: steady, logprobs: { top: 2 } });
        const { events, text } = await readReply(subject, model, request);
        const bytes: number[] = [];
        for (const event of events) {
          if (event.type !== "text-delta") continue;
          const logprobs = event.logprobs ?? [];
          expectThat(
            logprobs.length === event.tokenCount,
            `${event.tokenCount} tokens have ${logprobs.length} logprobs`,
          );
          for (const { logprob, top, bytes: tokenBytes } of logprobs) {
            bytes.push(...tokenBytes);
            expectThat(top.length <= 2, `${top.length} alternatives came where 2 were asked for`);
            const values = [logprob, ...top.map((alternative) => alternative.logprob)];
            expectThat(
              values.every((value) => value <= 0),
              `a log probability is above 0: ${values.join(", ")}`,
            );
            expectThat(isSortedDown(values.slice(1)), "the alternatives are not ordered, likeliest first");
          }
        }
        const spelled = new TextDecoder().decode(Uint8Array.from(bytes));
        expectThat(spelled.includes(text), `the tokens spell "${spelled}", the text is "${text}"`);
      }),
  },
  {
    name: "logitBias of 100 forces a token",
    skip: needs("logitBias", "tokenize"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const id = (await model.tokenize?.(" the"))?.at(-1);
        expectThat(id !== undefined, "a word has no tokens");
        const sampling = { ...steady, logitBias: { [id]: 100 } };
        const { text } = await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 4, sampling }));
        const quarter = text.slice(0, text.length / 4);
        expectThat(
          quarter !== "" && text === quarter.repeat(4),
          `the reply is "${text}" instead of one token four times`,
        );
      }),
  },
  {
    name: "json formats give a text that parses",
    skip: needs("jsonSchema"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const format = { kind: "json-schema", name: "answer", schema: answerSchema } as const;
        const request = requestFor(subject.longInput, { maxTokens: 200, sampling: steady, format });
        expectAnswer((await readReply(subject, model, request)).text);
      }),
  },
  {
    name: "tool that must be called is called with arguments that parse",
    skip: needs("chat", "tools"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const input = withTool(subject.longInput, { name: answerTool.name });
        const reply = await readReply(subject, model, requestFor(input, { maxTokens: 200, sampling: steady }));
        let written = "";
        let pieces = 0;
        for (const event of reply.events) {
          if (event.type !== "tool-call-delta") continue;
          expectThat(event.index === 0, "more than one call was made");
          const isFirst = pieces === 0;
          expectThat((event.id !== undefined) === isFirst, "the id must come with the first piece, and only with it");
          expectThat(event.name === (isFirst ? answerTool.name : undefined), `the call's name is ${event.name}`);
          pieces += 1;
          written += event.argumentsDelta;
        }
        expectThat(pieces > 0, `no tool was called: "${reply.text}"`);
        expectThat(reply.finish.reason === "tool-calls", `the reply ended with ${reply.finish.reason}`);
        expectAnswer(written);
      }),
  },
];

function withTool(input: PromptInput, toolChoice: "auto" | { readonly name: string }): PromptInput {
  const messages = input.kind === "chat" ? input.messages : [{ role: "user", content: input.text } as const];
  return { kind: "chat", messages, tools: [answerTool], toolChoice };
}

function expectAnswer(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const isAnswer = typeof value === "object" && value !== null && "answer" in value && "sure" in value;
  expectThat(isAnswer, `the text is not the JSON that was asked for: ${text}`);
}

function isSortedDown(values: readonly number[]): boolean {
  return values.every((value, index) => value <= (values[index - 1] ?? Infinity));
}
