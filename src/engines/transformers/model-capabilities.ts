import type { Capabilities, Support } from "../../core/capabilities.ts";
import { transformersCapabilities } from "./capabilities.ts";
import type { ModelKind } from "./families.ts";

const notText: Support = { unsupported: "This model turns texts into vectors; it writes none." };

/** What a model of a kind can do. `reusesPrompt`: its files let a conversation go on from what was read before. */
export function modelCapabilities(kind: ModelKind, reusesPrompt: boolean): Capabilities {
  if (kind === "feature-extraction") {
    return {
      ...transformersCapabilities,
      ...{
        chat: notText,
        completion: notText,
        classify: notText,
        logprobs: notText,
        logitBias: notText,
        seed: notText,
      },
      ...{ stop: notText, penalties: notText, replyPrefix: notText, prefixCache: notText },
    };
  }
  const answering: Capabilities = {
    ...transformersCapabilities,
    embed: { unsupported: "This model writes text; load one for embeddings beside it." },
  };
  if (kind === "encoder-decoder") {
    return {
      ...answering,
      completion: { unsupported: "An encoder-decoder model answers a text as a whole; it does not continue it." },
      prefixCache: { unsupported: "An encoder reads every text as a whole: nothing of an earlier one can be reused." },
    };
  }
  if (reusesPrompt) return answering;
  return { ...answering, prefixCache: { unsupported: "This model's files keep no cache that could be cut back." } };
}
