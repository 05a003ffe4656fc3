import { beforeAll, describe, expect, test } from "vitest";
import type { ChatMessage } from "../../core/chat-message.ts";
import { emotionLabels } from "../../core/emotion.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import { builtInPersonas } from "../persona/built-in-folder.ts";
import { loadPersonas } from "../persona/load-personas.ts";
import type { Persona } from "../persona/persona.ts";
import { likelyPrompts } from "./likely-prompts.ts";
import { stableMessages } from "./persona-prompt.ts";

let ollie: Persona;

beforeAll(async () => {
  const { files } = await loadPersonas([builtInPersonas()]);
  const found = files.find(({ persona }) => persona.name === "ollie");
  if (found === undefined) throw new Error("the package has no persona ollie");
  ollie = found.persona;
});

function info(facts: Partial<ModelInfo> = {}): ModelInfo {
  return { name: "m", engine: "llama-cpp", device: "cpu", slots: 4, parameterCount: 3e9, ...facts };
}

function messagesOf(input: PromptInput): readonly ChatMessage[] {
  return input.kind === "chat" ? input.messages : [];
}

/** Messages that all prompts begin with. */
function shared(prompts: readonly PromptInput[]): readonly ChatMessage[] {
  const [first = [], ...others] = prompts.map(messagesOf);
  const end = first.findIndex((message, index) => others.some((other) => other[index]?.content !== message.content));
  return first.slice(0, end);
}

describe("likely prompts", () => {
  test.each([
    ["full", 3e9],
    ["short", 1e9],
  ] as const)("share the system message and an example in the %s layout, whatever is felt", async (layout, size) => {
    const [felt = [], neutral = []] = await likelyPrompts(ollie, { info: info({ parameterCount: size }) });
    expect(felt).toHaveLength(emotionLabels.length - 1);
    expect(shared(felt)).toHaveLength(3);
    for (const emotion of ["sad", "happy", "angry", "surprised"] as const) {
      expect(stableMessages(ollie, { layout, emotion, language: "en" }).slice(0, 3)).toEqual(shared(felt));
    }
    expect(shared(neutral)).toEqual(stableMessages(ollie, { layout, emotion: "neutral", language: "en" }));
  });

  test("are in the persona's first language", async () => {
    const german: Persona = { ...ollie, languages: ["de", "en"] };
    const [felt = []] = await likelyPrompts(german, { info: info() });
    expect(shared(felt)).toEqual(
      stableMessages(german, { layout: "full", emotion: "sad", language: "de" }).slice(0, 3),
    );
  });

  test("are none for a model that is not asked in that language", async () => {
    const german: Persona = { ...ollie, languages: ["de", "en"] };
    expect(await likelyPrompts(german, { info: info({ parameterCount: 135e6 }) })).toEqual([]);
  });

  test("leave out the examples where the window has no room for them", async () => {
    const small = info({ contextWindowTokens: 600 });
    const [felt = []] = await likelyPrompts(ollie, { info: small, countTokens: async () => 900 });
    expect(felt.map((input) => messagesOf(input).length)).toEqual([2, 2, 2, 2]);
  });
});
