import type { Capabilities } from "../../core/capabilities.ts";

/**
 * What ONNX models can do, each kind its part: the record of a loaded model says less (`modelCapabilities`). A model
 * that answers does not embed, and one that embeds does not answer.
 */
export const transformersCapabilities: Capabilities = {
  chat: true,
  completion: true,
  embed: true,
  classify: true,
  tokenize: true,
  tools: { unsupported: "The transformers engine does not give tools to its models." },
  jsonSchema: { unsupported: "The transformers engine has no grammars to hold a reply in a form." },
  logprobs: true,
  logitBias: true,
  seed: true,
  stop: true,
  penalties: true,
  replyPrefix: true,
  parallel: {
    unsupported: "ONNX Runtime evaluates one request at a time in a process of Node; further ones wait for their turn.",
  },
  prefixCache: true,
  lora: { unsupported: "An ONNX file takes no adapters: merge the adapter into the weights and export them again." },
};
