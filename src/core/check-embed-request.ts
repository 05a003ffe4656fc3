import type { EmbedRequest } from "./embed.ts";
import { filledText, groupOf, listOf } from "./field-check.ts";

// A text without a token has no vector of length 1.
const embedRequest = groupOf<EmbedRequest>(
  { id: filledText, texts: listOf(filledText, "an array of strings") },
  "an object with `id` and `texts`",
);

/** @throws ReparteeError `invalid_request`; `param` names the field, such as `texts[0]`. */
export function checkEmbedRequest(request: unknown): asserts request is EmbedRequest {
  embedRequest(request, "");
}
