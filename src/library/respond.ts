import type { Responder } from "../chat/respond/create-responder.ts";
import type { EmpathicReply, RespondEvent, RespondRequest } from "../chat/respond/empathic-reply.ts";
import { isList, wrongField } from "../core/field-check.ts";
import type { LibraryContext } from "./library-context.ts";
import { checkAbortable, checkIsGroup, neverAborted, type Abortable } from "./request-options.ts";

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

export function createRespondFunctions(context: LibraryContext): RespondFunctions {
  const responder = async (): Promise<Responder> => (await context.use().chat()).responder;

  return {
    async respond(request) {
      const { signal = neverAborted(), ...rest } = asOptions(request);
      return await (await responder()).respond(rest, signal);
    },
    async *respondStream(request) {
      const { signal = neverAborted(), ...rest } = asOptions(request);
      yield* (await responder()).respondStream(rest, signal);
    },
    async respondBatch(requests, options = {}) {
      if (!isList(requests)) throw wrongField("requests", requests, "a list of requests");
      checkAbortable(options);
      return await (await responder()).respondBatch(requests, options.signal ?? neverAborted());
    },
  };
}

/** What else is in it, the responder checks. */
function asOptions(request: RespondOptions | string): RespondOptions {
  if (typeof request === "string") return { text: request };
  checkIsGroup(request, "a text or an object with `text`");
  checkAbortable(request);
  return request;
}
