import type { GpuFailure } from "./gpu-failure.ts";

/** Something that was asked for and could not be done as asked. The reply was given all the same. */
export type Warning =
  /** The engine or model cannot do this; it was left out. */
  | { readonly kind: "unsupported-feature"; readonly feature: string; readonly detail: string }
  /** The engine can do part of it. */
  | { readonly kind: "approximated"; readonly feature: string; readonly detail: string }
  /** Old turns were left out to fit the context window. */
  | { readonly kind: "history-trimmed"; readonly droppedMessages: number; readonly detail: string }
  /** The reply was ended at its last good sentence: what came behind it was not to be shown, for this reason. */
  | { readonly kind: "reply-cut"; readonly reason: string; readonly detail: string }
  /** The model's process died in the middle of the reply, and a fresh one went on with it. */
  | { readonly kind: "resumed"; readonly detail: string }
  /** The GPU failed, so the model was loaded on the processor, where it is slower. Reported once, when it happened. */
  | { readonly kind: "device-changed"; readonly reason: GpuFailure; readonly detail: string };
