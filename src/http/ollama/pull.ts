import { z } from "zod";
import type { LocalModels } from "../../models/local/local-models.ts";
import { commitLate } from "../commit-late.ts";
import type { FrameSource } from "../event-stream.ts";
import { pullEvents, type PullEvent } from "../native/models/pull-events.ts";
import { refuseLocalReference } from "../native/models/refuse-local-reference.ts";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { nameMeant } from "./find-model.ts";
import { digestOf } from "./model-details.ts";
import { namedModel, namedModelSchema } from "./named-model.ts";
import { defineOllamaRoute } from "./ollama-route.ts";

const pullBody = namedModelSchema.extend({ stream: z.boolean().nullish() });
const statusSchema = z.object({
  status: z.string(),
  digest: z.string().optional(),
  total: z.int().optional(),
  completed: z.int().optional(),
});

/** Downloads a model of the registry or a hub; Ollama's own library is not reached. */
export function ollamaPullRoute({ library, clock, commitDeadlineMs }: RouteServices): Route {
  return defineOllamaRoute({
    method: "POST",
    paths: ["/api/pull"],
    summary: "Downloads a model, with progress as Ollama reports it.",
    body: pullBody,
    answer: { kind: "json", schema: statusSchema, alsoStreams: "lines" },
    errors: [403, 404, 502, 503, 504, 507],
    async handle({ body, signal }) {
      const named = namedModel(body);
      const model = await referenceMeant(named, library);
      refuseLocalReference(model);
      if (body.stream === false) {
        await library.pull(model, { signal });
        return { kind: "json", body: { status: "success" } };
      }
      const deadline = { settles: () => true, deadlineMs: commitDeadlineMs, clock };
      const events = await commitLate(
        pullEvents((options) => library.pull(model, options), signal),
        deadline,
      );
      return { kind: "event-stream", frames: toLines(events, model), lines: true };
    },
  });
}

/** A name of the registry that is meant by one in Ollama's form, else what was named. */
async function referenceMeant(name: string, library: LocalModels): Promise<string> {
  const known = await library.list();
  return (
    nameMeant(
      name,
      known.map((model) => model.name),
    ) ?? name.replace(/:latest$/, "")
  );
}

async function* toLines(events: AsyncIterable<PullEvent>, model: string): FrameSource {
  const digest = `sha256:${digestOf(model)}`;
  yield line({ status: "pulling manifest" });
  for await (const event of events) {
    if (event.type === "done") return line({ status: "success" });
    if (event.type === "converting") yield line({ status: `converting, ${Math.round(event.fraction * 100)} %` });
    else {
      const { downloadedBytes: completed, totalBytes: total } = event.progress;
      yield line({ status: `pulling ${digest.slice("sha256:".length, 19)}`, digest, total, completed });
    }
  }
  throw new TypeError("A download ended without a terminal event");
}

function line(body: z.infer<typeof statusSchema>): string {
  return `${JSON.stringify(body)}\n`;
}
