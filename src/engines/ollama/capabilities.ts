import type { Capabilities } from "../../core/capabilities.ts";

/** What Ollama's own API can be asked for. A model's own record may say less (an embedding model cannot chat). */
export const ollamaCapabilities: Capabilities = {
  chat: true,
  completion: true,
  embed: true,
  classify: { unsupported: "Ollama's API gives no probabilities of given labels." },
  tokenize: { unsupported: "Ollama's API does not show its models' tokens." },
  tools: true,
  jsonSchema: true,
  logprobs: true,
  logitBias: { unsupported: "Ollama's API has no logit bias." },
  seed: true,
  stop: true,
  penalties: true,
  replyPrefix: true,
  parallel: true,
  prefixCache: { unsupported: "Ollama reuses prompts and does not say how much of them." },
  lora: { unsupported: "Ollama applies adapters when a model is created, not when it is loaded." },
};
