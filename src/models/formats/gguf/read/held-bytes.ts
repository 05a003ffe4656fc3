import type { RefuseGguf } from "./invalid-gguf.ts";
import { ggufLimits } from "./limits.ts";

/** Counts what is kept of a header. @throws ReparteeError `model_file_invalid` once it is more than the bound. */
export type CountHeld = (bytes: number, offset: number) => void;

export function createHeldCounter(refuse: RefuseGguf): CountHeld {
  let held = 0;
  return (bytes, offset) => {
    held += bytes;
    if (held <= ggufLimits.heldBytes) return;
    const allowed = `at most ${ggufLimits.heldBytes} bytes`;
    throw refuse({ check: "held-size", offset, subject: "sum of keys, names and values", found: held, allowed });
  };
}
