import type { SeenRequest } from "../fake-upstream/fake-server.ts";

/** The servers whose published fields are known here. */
export type FakeKind = "generic" | "openai" | "vllm" | "llama-server" | "localai" | "lm-studio" | "tgi" | "repartee";

const shared = [
  "model",
  "stream",
  "stream_options",
  "temperature",
  "top_p",
  "stop",
  "seed",
  "presence_penalty",
  "frequency_penalty",
];
const chat = ["messages", "response_format", "tools", "tool_choice"];

const probabilities = ["logprobs", "top_logprobs"];
const llamaCpp = ["top_k", "min_p", "xtc_probability", "xtc_threshold", "repeat_penalty"];

/** Fields beyond the shared ones, from each server's own documentation. */
const more: Readonly<Record<FakeKind, readonly string[]>> = {
  generic: ["max_tokens", ...probabilities, "logit_bias"],
  openai: ["max_completion_tokens", ...probabilities, "logit_bias"],
  vllm: [
    ...["max_tokens", ...probabilities, "logit_bias", "top_k", "min_p", "repetition_penalty"],
    ...["continue_final_message", "add_generation_prompt"],
  ],
  "llama-server": ["max_tokens", ...probabilities, "logit_bias", ...llamaCpp],
  localai: ["max_tokens", ...probabilities, "logit_bias", "top_k", "min_p", "repeat_penalty"],
  "lm-studio": ["max_tokens", "logit_bias", "top_k", "repeat_penalty"],
  tgi: ["max_tokens", ...probabilities],
  repartee: ["max_tokens", ...probabilities, "logit_bias", ...llamaCpp],
};

/** The first field that this kind of server does not take, or not in this form. */
export function refusedField(kind: FakeKind, path: string, body: SeenRequest["body"]): string | undefined {
  const isChat = path === "/v1/chat/completions";
  const known = [...shared, ...(isChat ? chat : ["prompt", "max_tokens"]), ...more[kind]];
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined) return unknown;
  if (
    Array.isArray(body["stop"]) &&
    body["stop"].length > (kind === "generic" || kind === "openai" || kind === "tgi" ? 4 : 16)
  ) {
    return "stop";
  }
  const format = (body["response_format"] ?? {}) as { readonly type?: string };
  const formats = kind === "tgi" ? ["json"] : kind === "lm-studio" ? ["json_schema"] : ["json_object", "json_schema"];
  if (format.type !== undefined && !formats.includes(format.type)) return "response_format";
  return kind === "lm-studio" && typeof body["tool_choice"] === "object" ? "tool_choice" : undefined;
}
