import type { Capabilities } from "../../core/capabilities.ts";

/** What a written reply can do. */
export const templateCapabilities: Capabilities = {
  chat: true,
  completion: true,
  embed: { unsupported: "The template engine has no model that could turn a text into a vector." },
  classify: { unsupported: "The template engine has no model that could rate labels." },
  tokenize: { unsupported: "The template engine counts words; they have no ids." },
  tools: { unsupported: "The template engine gives a written reply; it calls no tools." },
  jsonSchema: { unsupported: "The template engine gives a written reply; it writes no other form." },
  logprobs: { unsupported: "The template engine has no probabilities." },
  logitBias: { unsupported: "The template engine has no logits." },
  seed: true,
  stop: true,
  penalties: { unsupported: "The template engine has no logits." },
  replyPrefix: true,
  parallel: true,
  prefixCache: { unsupported: "The template engine evaluates no prompt." },
  lora: { unsupported: "The template engine has no weights to adapt." },
};
