/** First turns with a persona as they are likely to come, so that what they begin with can be read before they do. */
import { emotionLabels, type EmotionLabel } from "../../core/emotion.ts";
import type { LoadedModel } from "../../core/engine.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import { meansFor } from "../guided/model-means.ts";
import type { Persona } from "../persona/persona.ts";
import { fitPrompt } from "./fit-prompt.ts";
import { stableMessages, userTurn } from "./persona-prompt.ts";

/** They begin differently, as what users say does. */
const userTexts = ["I", "a"];

/**
 * Two lists, in the persona's first language. The prompts of the first, one for each emotion but `neutral`, are the same up
 * to their second example. Those of the second, neutral turns, have the examples in another order and are the same up to
 * the user's words.
 * @returns none where the model is not asked for replies in that language.
 */
export async function likelyPrompts(
  persona: Persona,
  model: Pick<LoadedModel, "info" | "countTokens">,
): Promise<readonly (readonly PromptInput[])[]> {
  const [language] = persona.languages;
  const { languages, layout } = meansFor(model.info);
  if (!languages.includes(language)) return [];
  const view = {
    info: () => model.info,
    countTokens: async (_name: string, input: PromptInput) => await model.countTokens?.(input),
  };

  async function promptFor(emotion: EmotionLabel, text: string): Promise<PromptInput> {
    const parts = {
      stable: stableMessages(persona, { layout, emotion, language }),
      history: [],
      turn: userTurn(layout === "full" ? { text, emotion, language } : { text }),
    };
    const options = { model: model.info.name, maxTokens: persona.limits.maxTokens, historyMessages: 0, view };
    return { kind: "chat", messages: (await fitPrompt(parts, options)).messages };
  }

  const felt = emotionLabels.filter((label) => label !== "neutral");
  const texts = (index: number): string => userTexts[index % userTexts.length] ?? "";
  return await Promise.all([
    Promise.all(felt.map((emotion, index) => promptFor(emotion, texts(index)))),
    Promise.all(userTexts.map((text) => promptFor("neutral", text))),
  ]);
}
