import { z } from "zod";
import type { SpeechPullOptions } from "../../../core/speech/speech-library.ts";
import { commitLate } from "../../commit-late.ts";
import { eventFrame, type FrameSource } from "../../event-stream.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { pullEvents, type PullEvent } from "./pull-events.ts";
import { libraryItemSchema, toLibraryItem } from "./library-item.ts";
import { speechItemSchema, toSpeechItem } from "./speech-item.ts";
import { refuseLocalReference } from "./refuse-local-reference.ts";

const pullSchema = z.object({
  model: z.string().min(1).max(512).describe("A name of the registry, a speech model, or a repository of the hub."),
  quantization: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe("`q4`, `q8`, `f16`, or a file's own such as `Q4_K_M`; default: the usual choice."),
  stream: z.boolean().optional().describe("Default true. False: one answer when the file is complete."),
});

/** Downloads a model's file. A client that leaves stops the download; the next request continues it. */
export function pullModelRoute({ library, speechLibrary, clock, commitDeadlineMs }: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/models/pull"],
    tag: "native",
    summary: "Downloads a model.",
    body: pullSchema,
    answer: { kind: "json", schema: z.union([libraryItemSchema, speechItemSchema]), alsoStreams: true },
    errors: [403, 404, 502, 503, 504, 507],
    async handle({ body, signal }) {
      const { model, quantization } = body;
      const isSpeech = speechLibrary?.find(model) !== undefined;
      if (!isSpeech) refuseLocalReference(model);
      const pull = async (options: SpeechPullOptions): Promise<object> =>
        isSpeech
          ? toSpeechItem(await speechLibrary.pull(model, options))
          : toLibraryItem(await library.pull(model, { ...options, quantization }));
      if (body.stream === false) return { kind: "json", body: await pull({ signal }) };
      const deadline = { settles: () => true, deadlineMs: commitDeadlineMs, clock };
      const events = await commitLate(pullEvents(pull, signal), deadline);
      return { kind: "event-stream", frames: toFrames(events), named: true };
    },
  });
}

async function* toFrames(events: AsyncIterable<PullEvent<object>>): FrameSource {
  for await (const event of events) {
    if (event.type === "done") return eventFrame("done", event.model);
    yield eventFrame("progress", event.type === "progress" ? progressItem(event) : conversionItem(event));
  }
  throw new TypeError("A download ended without a terminal event");
}

function progressItem({ progress }: Extract<PullEvent, { readonly type: "progress" }>): object {
  const { downloadedBytes, totalBytes, bytesPerSecond, etaSeconds } = progress;
  return {
    phase: "downloading",
    downloaded_bytes: downloadedBytes,
    total_bytes: totalBytes,
    bytes_per_second: Math.round(bytesPerSecond),
    eta_seconds: etaSeconds === null ? null : Math.ceil(etaSeconds),
    fraction: totalBytes === 0 ? 1 : downloadedBytes / totalBytes,
  };
}

function conversionItem({ fraction }: Extract<PullEvent, { readonly type: "converting" }>): object {
  return { phase: "converting", fraction };
}
