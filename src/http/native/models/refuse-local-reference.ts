import { ReparteeError } from "../../../core/errors.ts";
import { parseModelReference } from "../../../core/model-reference.ts";

/**
 * Callers of the server have no business with paths on its machine: not with what is there, nor with what could be
 * converted.
 * @throws ReparteeError `invalid_request` for what names no model of a hub.
 */
export function refuseLocalReference(reference: string): void {
  const { kind } = parseModelReference(reference);
  if (kind === "hub" || kind === "unknown") return;
  throw new ReparteeError("invalid_request", `Cannot download ${JSON.stringify(reference)}: it is no model of a hub`, {
    hint: "Give a name of the catalog, or a repository as owner/name or hf:owner/name.",
    param: "model",
  });
}
