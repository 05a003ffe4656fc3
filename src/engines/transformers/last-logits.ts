import { ReparteeError } from "../../core/errors.ts";
import { floatsOf, type Outputs } from "./library.ts";

/** The logits behind the last token, of outputs in which `logits` is [1, tokens, vocabulary]. */
export function lastLogits({ logits }: Outputs): Float32Array {
  const floats = logits === undefined ? undefined : floatsOf(logits);
  const size = logits?.dims.at(-1) ?? 0;
  if (floats !== undefined && size > 0) return floats.subarray(floats.length - size);
  throw new ReparteeError("generation_failed", "The graph has no output of floating point numbers named logits");
}
