import { checkPromptInput } from "./check-prompt-input.ts";
import {
  filledText,
  groupOf,
  integerIn,
  isGroup,
  jsonObject,
  listOf,
  numberIn,
  oneOf,
  optional,
  text,
  within,
  wrongField,
  type FieldCheck,
} from "./field-check.ts";
import type { GenerateRequest, ResponseFormat } from "./generate-request.ts";
import type { SamplingOptions } from "./sampling.ts";

/** A bias a token, -100 to 100. Ids that a vocabulary does not have never occur, and do no harm. */
const logitBias: FieldCheck = (value, path) => {
  if (!isGroup(value)) throw wrongField(path, value, "an object of token id → bias");
  for (const [token, bias] of Object.entries(value)) {
    if (!/^\d{1,10}$/.test(token)) throw wrongField(path, token, "token ids as its keys, whole numbers from 0", true);
    numberIn(-100, 100)(bias, within(path, token));
  }
};

/** The ranges that `SamplingOptions` documents; HTTP has the same. `topK` must fit the native library's integers. */
const sampling = groupOf<SamplingOptions>(
  {
    temperature: optional(numberIn(0, 2)),
    topK: optional(integerIn(0, 2 ** 31 - 1)),
    topP: optional(numberIn(0, 1)),
    minP: optional(numberIn(0, 1)),
    repeatPenalty: optional(numberIn(0.1, 2)),
    presencePenalty: optional(numberIn(-2, 2)),
    frequencyPenalty: optional(numberIn(-2, 2)),
    seed: optional(integerIn(0, 2 ** 32 - 1)),
    logitBias: optional(logitBias),
  },
  "an object of sampling options",
);

const anObjectWithKind = 'an object with `kind`: "text", "json-object" or "json-schema"';
const formatKind = oneOf(["text", "json-object", "json-schema"]);
const jsonSchemaFormat = groupOf<Extract<ResponseFormat, { kind: "json-schema" }>>(
  { kind: formatKind, name: filledText, schema: jsonObject },
  anObjectWithKind,
);
const plainFormat = groupOf<Pick<ResponseFormat, "kind">>({ kind: formatKind }, anObjectWithKind);

const format: FieldCheck = (value, path) => {
  const check = isGroup(value) && value["kind"] === "json-schema" ? jsonSchemaFormat : plainFormat;
  check(value, path);
};

const generateRequest = groupOf<GenerateRequest>(
  {
    id: filledText,
    input: (value) => checkPromptInput(value, ""),
    sampling: optional(sampling),
    maxTokens: optional(integerIn(1, Number.MAX_SAFE_INTEGER)),
    stop: optional(listOf(filledText, "an array of at most 16 strings", { max: 16 })),
    format: optional(format),
    logprobs: optional(groupOf<{ top: number }>({ top: integerIn(0, 20) }, "an object with `top`")),
    replyPrefix: optional(text),
  },
  "an object with `id` and `input`",
);

/**
 * Checks a request against what `GenerateRequest` and `SamplingOptions` document, for callers without a compiler: a wrong
 * value that reached a native library could end its process, and other people's replies with it.
 * @throws ReparteeError `invalid_request`; `param` names the field as callers know it: `sampling.temperature`,
 * `messages[0].content`, `prompt`.
 */
export function checkGenerateRequest(request: unknown): asserts request is GenerateRequest {
  generateRequest(request, "");
}
