import { ReparteeError } from "../../core/errors.ts";
import { createCallScope } from "../../remote/call-scope.ts";
import { createTokenWatch } from "../../remote/token-watch.ts";
import type { Upstream } from "../../remote/upstream.ts";
import { readFrames } from "./read-frames.ts";
import { pullFrame } from "./wire.ts";

export interface PullProgress {
  /** Ollama's own words, such as `pulling manifest` or `verifying sha256 digest`. */
  readonly status: string;
  readonly completedBytes: number;
  /** Of the files that are known so far: it grows at the beginning. */
  readonly totalBytes: number;
}

/** A download without news for this long has stopped; Ollama itself retries within less. */
const stallMs = 60_000;
/** Large models over slow lines take hours. */
const longestPullMs = 7 * 24 * 3_600_000;

/**
 * Lets Ollama download a model. Aborting `signal` stops it; Ollama keeps what it has and goes on from there the next time.
 * @throws ReparteeError `model_not_found`, `upstream_truncated`, `load_timeout` and all of `Upstream.open`; the signal's
 * reason once it is aborted.
 */
export async function pullModel(
  upstream: Upstream,
  model: string,
  onProgress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const scope = createCallScope(signal);
  const limits = { firstTokenMs: stallMs, betweenTokensMs: stallMs, totalMs: longestPullMs };
  const watch = createTokenWatch(upstream.clock, limits, model, () => scope.abort(stalled(model)));
  const files = new Map<string, { readonly completed: number; readonly total: number }>();
  try {
    const call = { method: "POST", path: "/api/pull", body: { model, stream: true } } as const;
    const answer = await watch.during(upstream.open(call, scope.signal));
    const frames = readFrames(answer, upstream);
    let lastFrame = "";
    for (;;) {
      const next = await watch.during(frames.next());
      if (next.done === true) throw brokenOff(upstream.name, model);
      const frame = pullFrame.parse(next.value ?? {});
      const status = frame.status ?? "";
      if (frame.digest != null) {
        files.set(frame.digest, { completed: frame.completed ?? 0, total: frame.total ?? 0 });
      }
      // Frames come several times a second, also while nothing moves.
      const text = JSON.stringify(frame);
      if (text !== lastFrame) watch.touch();
      lastFrame = text;
      onProgress({ status, ...sumOf([...files.values()]) });
      if (status === "success") return;
    }
  } finally {
    watch.stop();
    scope.end();
  }
}

function sumOf(
  files: readonly { readonly completed: number; readonly total: number }[],
): Pick<PullProgress, "completedBytes" | "totalBytes"> {
  return {
    completedBytes: files.reduce((sum, { completed }) => sum + completed, 0),
    totalBytes: files.reduce((sum, { total }) => sum + total, 0),
  };
}

function stalled(model: string): ReparteeError {
  return new ReparteeError("load_timeout", `Pulling model "${model}" made no progress for ${stallMs} ms`, {
    hint: "Look at the log of Ollama and at its connection; what it has is kept.",
    facts: { limit_ms: stallMs },
  });
}

function brokenOff(upstream: string, model: string): ReparteeError {
  const message = `Upstream "${upstream}" broke off while it pulled model "${model}"`;
  return new ReparteeError("upstream_truncated", message, {
    hint: "Pull it again; what it has is kept.",
    facts: { upstream },
  });
}
