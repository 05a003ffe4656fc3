import type { Capabilities } from "../../core/capabilities.ts";

/** What any GGUF model can do through llama.cpp. A model's own record may say less (an embedding model cannot chat). */
export const llamaCppCapabilities: Capabilities = {
  chat: true,
  completion: true,
  embed: true,
  classify: true,
  tokenize: true,
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
  lora: true,
};

/** A model made to rank documents has a score where others have a vector. */
export const rerankerCapabilities: Capabilities = {
  ...llamaCppCapabilities,
  embed: { unsupported: "a reranker's output is a score: use POST /v1/rerank" },
};
