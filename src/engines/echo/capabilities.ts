import type { Capabilities } from "../../core/capabilities.ts";

/** What repeating somebody's words can do. */
export const echoCapabilities: Capabilities = {
  chat: true,
  completion: true,
  embed: { unsupported: "The echo engine has no model that could turn a text into a vector." },
  classify: { unsupported: "The echo engine has no model that could rate labels." },
  tokenize: { unsupported: "The echo engine counts words; they have no ids." },
  tools: { unsupported: "The echo engine only repeats; it calls no tools." },
  jsonSchema: { unsupported: "The echo engine only repeats; it writes no other form." },
  logprobs: { unsupported: "The echo engine has no probabilities." },
  logitBias: { unsupported: "The echo engine has no logits." },
  seed: true,
  stop: true,
  penalties: { unsupported: "The echo engine has no logits." },
  replyPrefix: true,
  parallel: true,
  prefixCache: { unsupported: "The echo engine evaluates no prompt." },
  lora: { unsupported: "The echo engine has no weights to adapt." },
};
