/** The setting `model_aliases`. */
import { z } from "zod";
import { kind, list, type ValueKind } from "./value-kind.ts";

const expected = "a list of NAME=MODEL; NAME may end in *";

export function aliasList(): ValueKind<readonly string[]> {
  const alias = z.string({ error: expected }).regex(/^[^=]*[^=\s][^=]*=.*\S/, { error: expected });
  const { fromText } = list(expected, "NAME=MODEL");
  return kind<readonly string[]>(expected, z.array(alias, { error: expected }), {
    placeholder: "NAME=MODEL",
    fromText,
  });
}
