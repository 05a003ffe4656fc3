import { ReparteeError } from "../../../core/errors.ts";
import { parseModelReference } from "../../../core/model-reference.ts";

/**
 * Clients may not name paths on the server's machine, neither to learn what exists nor to have it converted.
 * @throws ReparteeError `invalid_request` for a reference that is not a model of a hub.
 */
export function refuseLocalReference(reference: string): void {
  const { kind } = parseModelReference(reference);
  if (kind === "hub" || kind === "package" || kind === "unknown") return;
  throw new ReparteeError("invalid_request", `model: expected a model of a hub, got ${JSON.stringify(reference)}`, {
    hint: "Give a name of the registry, a repository as owner/name or hf:owner/name, or a file of a package",
    param: "model",
  });
}
