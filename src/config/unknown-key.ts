import { ReparteeError } from "../core/errors.ts";
import { nearestName } from "../core/nearest-name.ts";

/** A key that no setting has, with the known one that it most likely means. */
export function unknownKey(key: string, known: readonly string[], source: string): ReparteeError {
  const nearest = nearestName(key.split(".").at(-1) ?? key, known);
  return new ReparteeError("config_invalid", `Cannot use ${key} of ${source}: there is no such setting.`, {
    hint:
      nearest === undefined
        ? `Known here: ${known.join(", ")}.`
        : `Did you mean ${nearest}? Remove the key if it is not needed.`,
    param: key,
  });
}
