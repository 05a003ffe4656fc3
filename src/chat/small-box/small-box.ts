/**
 * Chat for a small machine with one model of its own. It never fails: where the model does not answer, the words come
 * back as an echo, marked as a template, which is what clients of this contract expect of the provider `echo`.
 */
import type { PromptInput } from "../../core/generate-request.ts";
import { lastUserText } from "../../core/prompt-words.ts";
import type { ReplyEvent } from "../../core/reply.ts";
import type { Serving } from "../../serving/serving.ts";
import { createSmallBoxTalk, type TalkEvent, type TalkParts, type TalkRequest } from "./small-box-talk.ts";

export interface SmallBoxRequest {
  readonly requestId: string;
  readonly input: PromptInput;
  readonly maxTokens: number;
  readonly temperature: number;
}

export interface SmallBox {
  /** What the settings say. */
  readonly provider: string;
  readonly modelPath: string | null;
  /** The model that is asked, as the pool names it; undefined while there is none. */
  readonly model: string | undefined;
  /** Why the configured model cannot be there, looked up now. */
  problem(): string | undefined;
  /** Ends with `finish`, whatever happens to the model; the source is then `template`. */
  reply(request: SmallBoxRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
  /** The same in a conversation that is kept. @throws ReparteeError `cancelled` while it waits for the turn before. */
  talk(request: TalkRequest, signal: AbortSignal): AsyncIterable<TalkEvent>;
}

export interface SmallBoxOptions
  extends Pick<SmallBox, "provider" | "modelPath" | "problem">, Omit<TalkParts, "reply" | "model"> {
  readonly serving: Pick<Serving, "reply">;
  /** Asked at each request. */
  readonly model: () => string | undefined;
}

/** What a request that does not say is answered with. */
export const smallBoxDefaults: Pick<SmallBoxRequest, "maxTokens" | "temperature"> = {
  maxTokens: 512,
  temperature: 0.7,
};

/** What stands for the model's name where it did not answer. */
export const echoName = "echo";

export function createSmallBox({
  serving,
  provider,
  modelPath,
  model,
  problem,
  ...talkParts
}: SmallBoxOptions): SmallBox {
  function reply(
    { requestId, input, maxTokens, temperature }: SmallBoxRequest,
    signal: AbortSignal,
  ): AsyncIterable<ReplyEvent> {
    const name = model();
    return serving.reply(
      {
        requestId,
        models: name === undefined ? [] : [name],
        generate: { input, maxTokens, sampling: { temperature } },
        fallback: "template",
        writeTemplate: () => lastUserText(input),
      },
      signal,
    );
  }

  return {
    provider,
    modelPath,
    get model() {
      return model();
    },
    problem,
    reply,
    talk: createSmallBoxTalk({ ...talkParts, model, reply }),
  };
}
