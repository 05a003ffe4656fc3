import { z } from "zod";
import type { Responder } from "../chat/respond/create-responder.ts";
import type { EmpathicReply, RespondEvent } from "../chat/respond/empathic-reply.ts";
import { respondRequestSchema, type RespondRequest } from "../chat/respond/respond-request.ts";
import { anObject, readValue } from "../schema/index.ts";
import type { ApiContext } from "./api-context.ts";
import { abortableShape, neverAborted, signalOf, type Abortable } from "./request-options.ts";

/** Replies of a persona. */
export interface RespondFunctions {
  /**
   * Answers as a persona: one or two sentences with a feeling. When no model can answer, a canned reply that says so.
   * @throws ReparteeError `invalid_request`, `persona_not_found`, `cancelled`.
   */
  respond(request: RespondOptions | string): Promise<EmpathicReply>;
  /** The same as it is spoken: `emotion` before the first `text`, `done` as the last. @throws ReparteeError as `respond`. */
  respondStream(request: RespondOptions | string): AsyncIterable<RespondEvent>;
  /** Replies in the order of the requests, as many at once as the model has slots. @throws ReparteeError as `respond`. */
  respondBatch(requests: readonly RespondRequest[], options?: Abortable): Promise<readonly EmpathicReply[]>;
}

export interface RespondOptions extends RespondRequest, Abortable {}

export function createRespondFunctions(context: ApiContext): RespondFunctions {
  const responder = async (): Promise<Responder> => (await context.use().chat()).responder;

  return {
    async respond(request) {
      const { signal, ...rest } = readOptions(request);
      return await (await responder()).respond(rest, signal);
    },
    async *respondStream(request) {
      const { signal, ...rest } = readOptions(request);
      yield* (await responder()).respondStream(rest, signal);
    },
    async respondBatch(requests, options) {
      const batch = readValue(batchSchema, { requests });
      return await (await responder()).respondBatch(batch.requests, signalOf(options));
    },
  };
}

const batchSchema = z.object({ requests: z.array(respondRequestSchema) });
const optionsSchema = z.strictObject(
  { ...respondRequestSchema.shape, ...abortableShape },
  anObject("a text or an object with `text`"),
);

/** @throws ReparteeError `invalid_request`; `param` names the field. */
function readOptions(request: RespondOptions | string): RespondRequest & Required<Abortable> {
  const { signal = neverAborted(), ...rest } = readValue(
    optionsSchema,
    typeof request === "string" ? { text: request } : request,
  );
  return { ...rest, signal };
}
