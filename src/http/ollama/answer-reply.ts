import type { GenerateRequest } from "../../core/generate-request.ts";
import { streamChoices } from "../replies/choices.ts";
import type { Answer } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { findModel } from "./find-model.ts";
import { frameBody, replyFrames, toLines, wholeFrame, type FrameShape } from "./reply-frames.ts";

export interface ReplyCall {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** As the client named it: the answer has the same name. */
  readonly model: string;
  /** Undefined: nothing is asked, and the model is loaded or unloaded. */
  readonly generate?: Omit<GenerateRequest, "id">;
  readonly isStreamed: boolean;
  readonly keepFor: number | "forever" | null | undefined;
  readonly shape: FrameShape;
}

/** The reply to a chat or generate request, streamed or whole. */
export async function answerReply(call: ReplyCall, services: RouteServices): Promise<Answer> {
  const { requestId, signal, model, shape } = call;
  const { pool, onDemand, openaiFallback } = services;
  const name = await findModel(model, services);
  if (call.generate === undefined) {
    if (call.keepFor === 0) {
      await pool.unload(name);
      return loadAnswer(call, "unload");
    }
    await onDemand.load(name, { signal });
    keep(call, name, services);
    return loadAnswer(call, "load");
  }
  keep(call, name, services);
  const request = { requestId, models: [name], fallback: openaiFallback, generate: call.generate };
  const frames = replyFrames(await streamChoices(services, [request], signal));
  const body = { model, shape };
  if (call.isStreamed) return { kind: "event-stream", frames: toLines(frames, body), lines: true };
  return { kind: "json", body: frameBody(await wholeFrame(frames), body) };
}

function keep({ keepFor }: ReplyCall, name: string, { pool }: RouteServices): void {
  if (keepFor !== null && keepFor !== undefined) pool.keepFor(name, keepFor);
}

function loadAnswer({ model, shape, isStreamed }: ReplyCall, reason: "load" | "unload"): Answer {
  const body = { ...frameBody({ written: { text: "" } }, { model, shape }), done: true, done_reason: reason };
  if (!isStreamed) return { kind: "json", body };
  return { kind: "event-stream", frames: onlyLine(body), lines: true };
}

// oxlint-disable-next-line require-yield -- a stream of its last frame alone
async function* onlyLine(body: object): AsyncGenerator<string, string, void> {
  return `${JSON.stringify(body)}\n`;
}
