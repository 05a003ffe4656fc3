import type { Capabilities } from "../../core/capabilities.ts";

/** What servers of this kind can do at best. What a dialect lacks is in the capabilities of each of its models. */
export const openaiCompatibleCapabilities: Capabilities = {
  chat: true,
  completion: true,
  embed: true,
  classify: { unsupported: "OpenAI's API gives no probabilities of given labels." },
  tokenize: { unsupported: "OpenAI's API does not show its models' tokens." },
  tools: true,
  jsonSchema: true,
  logprobs: true,
  logitBias: true,
  seed: true,
  stop: true,
  penalties: true,
  replyPrefix: true,
  parallel: true,
  prefixCache: true,
  lora: { unsupported: "An upstream serves an adapter as a model with a name of its own." },
};
