import type { Capabilities, CapabilityName } from "./capabilities.ts";
import type { GenerateRequest } from "./generate-request.ts";
import type { Warning } from "./warning.ts";

/** What a request asks for beyond plain text, each with the ability it needs and the name that users know it by. */
const requestFeatures: readonly {
  readonly capability: CapabilityName;
  readonly feature: string;
  readonly asked: (request: GenerateRequest) => boolean;
}[] = [
  {
    capability: "tools",
    feature: "tools",
    asked: ({ input }) => input.kind === "chat" && (input.tools?.length ?? 0) > 0 && input.toolChoice !== "none",
  },
  { capability: "jsonSchema", feature: "response_format", asked: ({ format }) => (format?.kind ?? "text") !== "text" },
  { capability: "logprobs", feature: "logprobs", asked: ({ logprobs }) => logprobs !== undefined },
  {
    capability: "logitBias",
    feature: "logit_bias",
    asked: ({ sampling }) => Object.keys(sampling?.logitBias ?? {}).length > 0,
  },
  { capability: "seed", feature: "seed", asked: ({ sampling }) => sampling?.seed !== undefined },
  { capability: "stop", feature: "stop", asked: ({ stop }) => (stop?.length ?? 0) > 0 },
  {
    capability: "penalties",
    feature: "presence_penalty",
    asked: ({ sampling }) => (sampling?.presencePenalty ?? 0) !== 0,
  },
  {
    capability: "penalties",
    feature: "frequency_penalty",
    asked: ({ sampling }) => (sampling?.frequencyPenalty ?? 0) !== 0,
  },
  { capability: "penalties", feature: "repeat_penalty", asked: ({ sampling }) => (sampling?.repeatPenalty ?? 1) !== 1 },
  { capability: "replyPrefix", feature: "reply_prefix", asked: ({ replyPrefix }) => (replyPrefix ?? "") !== "" },
];

/** One warning for each thing that `request` asks for and the engine cannot do. */
export function unsupportedFeatures(request: GenerateRequest, capabilities: Capabilities): Warning[] {
  return requestFeatures.flatMap(({ capability, feature, asked }): Warning[] => {
    const support = capabilities[capability];
    if (support === true || !asked(request)) return [];
    return [{ kind: "unsupported-feature", feature, detail: support.unsupported }];
  });
}
