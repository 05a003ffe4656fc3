import { checkPromptInput } from "./check-prompt-input.ts";
import type { ClassifyRequest } from "./classify.ts";
import { filledText, groupOf, listOf, optional, text, wrongField, type FieldCheck } from "./field-check.ts";

const expectedLabels = "an array of 2 to 64 different strings";
const labelList = listOf(filledText, expectedLabels, { min: 2, max: 64 });

const labels: FieldCheck = (value, path) => {
  labelList(value, path);
  if (Array.isArray(value) && new Set(value).size < value.length) {
    throw wrongField(path, value, `${expectedLabels} without a repetition`);
  }
};

const classifyRequest = groupOf<ClassifyRequest>(
  { id: filledText, input: checkPromptInput, replyPrefix: optional(text), labels },
  "an object with `id`, `input` and `labels`",
);

/** @throws ReparteeError `invalid_request`; `param` names the field, such as `labels` or `input.messages`. */
export function checkClassifyRequest(request: unknown): asserts request is ClassifyRequest {
  classifyRequest(request, "");
}
