import { ReparteeError } from "../../core/errors.ts";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";
import type { ReplyChunk } from "./wire.ts";

/**
 * What another Repartee says of its reply under its own key: that it broke off, or that another model wrote it.
 * @throws ReparteeError `upstream_truncated` for a reply that is not complete.
 */
export function* readProvenance(
  { repartee: provenance }: ReplyChunk,
  upstream: string,
): Generator<UpstreamEvent, void, void> {
  if (provenance?.complete == null) return;
  if (!provenance.complete) {
    const message = `Upstream "${upstream}" broke off: it marked its reply as not complete`;
    throw new ReparteeError("upstream_truncated", message, { facts: { upstream } });
  }
  const { source, model, reason } = provenance;
  if ((source ?? "model") === "model") return;
  const writer = source === "template" ? "a template" : `model "${model ?? "unknown"}"`;
  const detail = `At the upstream, ${writer} answered instead (${reason ?? "no reason given"})`;
  yield { type: "warning", warning: { kind: "approximated", feature: "model", detail } };
}
