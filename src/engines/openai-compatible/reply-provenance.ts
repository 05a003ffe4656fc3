import { ReparteeError } from "../../core/errors.ts";
import { type Fields, isFields, textOf } from "../../remote/json-fields.ts";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";

/**
 * What another Repartee says of its reply under its own key: that it broke off, or that another model wrote it.
 * @throws ReparteeError `upstream_truncated` for a reply that is not complete.
 */
export function* readProvenance(chunk: Fields, upstream: string): Generator<UpstreamEvent, void, void> {
  const mark = chunk["repartee"];
  if (!isFields(mark) || typeof mark["complete"] !== "boolean") return;
  if (!mark["complete"]) {
    const message = `Upstream "${upstream}" broke off: it marked its reply as not complete`;
    throw new ReparteeError("upstream_truncated", message, { facts: { upstream } });
  }
  const source = textOf(mark["source"]) ?? "model";
  if (source === "model") return;
  const writer = source === "template" ? "a template" : `model "${textOf(mark["model"]) ?? "unknown"}"`;
  const detail = `At the upstream, ${writer} answered instead (${textOf(mark["reason"]) ?? "no reason given"})`;
  yield { type: "warning", warning: { kind: "approximated", feature: "model", detail } };
}
