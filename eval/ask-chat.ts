import { z } from "zod";
import { languageNames } from "#repartee/chat/prompt/prompt-texts.js";
import type { EmotionLabel } from "#repartee/core/emotion.js";
import type { Language } from "#repartee/core/language.js";
import type { AskLine, Hints } from "./answer.ts";

/** A server that speaks OpenAI's chat completions. */
export interface ChatTarget {
  readonly url: string;
  readonly model: string;
  readonly greedy: boolean;
  /** Sent as a bearer token. */
  readonly apiKey: string | undefined;
}

/** What a reply may have; a spoken one needs 40. */
const maxTokens = 120;
/** A server that takes longer for two sentences has failed its user. */
const timeoutMs = 180_000;

const replySchema = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string().nullable() }) })], z.unknown()),
});
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** The same few words to every server, so that their replies can stand beside one another. */
function systemPrompt({ emotion, language }: { emotion: EmotionLabel; language: Language }, hints: Hints): string {
  const task =
    "You are Ollie, a gentle octopus who loves to listen. Show first that you heard the feeling, then ask one kind question. One or two short sentences.";
  if (hints === "heard") return task;
  const feeling = emotion === "neutral" ? "" : ` The other person feels ${emotion}.`;
  return `${task}${feeling} Answer in ${languageNames[language]}.`;
}

/** Asks any OpenAI-compatible server. */
export function chatAsker({ apiKey, greedy, model, url }: ChatTarget): AskLine {
  return async (line, hints) => {
    const startMs = performance.now();
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...authorization(apiKey) },
      body: JSON.stringify({
        model,
        messages: [
          { role: "system", content: systemPrompt(line, hints) },
          { role: "user", content: line.text },
        ],
        max_tokens: maxTokens,
        ...(greedy ? { temperature: 0 } : {}),
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    const [choice] = replySchema.parse(await response.json()).choices;
    return {
      text: choice.message.content ?? "",
      writer: "model",
      writtenOpening: null,
      reason: null,
      emotion: null,
      confidence: null,
      heardEmotion: null,
      events: [],
      firstTokenMs: null,
      totalMs: performance.now() - startMs,
      error: null,
    };
  };
}

/** @throws Error where the server does not list its models, or lists none */
export async function firstModelOf(url: string, apiKey: string | undefined): Promise<string> {
  const response = await fetch(`${url}/v1/models`, { headers: authorization(apiKey) });
  if (!response.ok) throw new Error(`HTTP ${response.status} from ${url}/v1/models: ${await response.text()}`);
  const first = modelsSchema.parse(await response.json()).data.at(0);
  if (first === undefined) throw new Error(`${url}/v1/models lists no model; name one with --model`);
  return first.id;
}

function authorization(apiKey: string | undefined): Record<string, string> {
  return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
}
