import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";

/** A request about one model: `model`, or its older name. */
export const namedModelSchema = z.looseObject({
  model: z.string().max(512).nullish(),
  name: z.string().max(512).nullish().describe("The older name of `model`."),
});

/** @throws ReparteeError `invalid_request` */
export function namedModel({ model, name }: z.infer<typeof namedModelSchema>): string {
  const named = model || name;
  if (named) return named;
  throw new ReparteeError("invalid_request", "model: expected a name, got nothing", { param: "model" });
}
