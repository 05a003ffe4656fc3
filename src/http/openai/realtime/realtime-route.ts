import type { Clock } from "../../../core/clock.ts";
import { ReparteeError } from "../../../core/errors.ts";
import type { ConversationStore } from "../../../core/stores.ts";
import type { Voice } from "../../../voice/voice.ts";
import { toErrorBody } from "../../error-body.ts";
import type { HttpLimits } from "../../http-limits.ts";
import { defineRoute, type Route } from "../../route.ts";
import { closeCode, createSocketPeer } from "../../web-socket/socket-peer.ts";
import type { WebSocketRoute } from "../../web-socket/accept-web-sockets.ts";
import { createSessionOwner } from "./session-owner.ts";
import { serveRealtime, type RealtimeConnectionOptions } from "./realtime-connection.ts";

const path = "/v1/realtime";

/** What the path answers to a request that is no WebSocket. */
export function realtimeRoute(): Route {
  return defineRoute({
    method: "GET",
    paths: [path],
    tag: "openai",
    summary: "A spoken talk over a WebSocket, with OpenAI's realtime events.",
    answer: { kind: "text", contentType: "text/plain" },
    errors: [426],
    handle() {
      throw new ReparteeError("upgrade_required", "Cannot talk: expected a WebSocket connection, got a plain request", {
        hint: `Connect to ws://HOST${path} with a WebSocket client`,
      });
    },
  });
}

export interface RealtimeSocketOptions {
  readonly voice: () => Voice;
  readonly defaultModel: () => string | undefined;
  readonly clock: Clock;
  readonly limits: HttpLimits;
  readonly settleError: RealtimeConnectionOptions["settleError"];
  readonly conversations: Pick<ConversationStore, "find">;
}

/** Messages that wait to be looked at: a few seconds of sound. */
const waitingBytes = 1024 * 1024;

export function realtimeSocket({
  voice,
  defaultModel,
  clock,
  limits,
  settleError,
  conversations,
}: RealtimeSocketOptions): WebSocketRoute {
  let sessions = 0;
  return {
    path,
    async connect(socket, { query, requestId, client }) {
      const { heartbeatMs, realtimeIdleMs, realtimeTotalMs, unreadBytes, unreadTimeoutMs } = limits;
      const peer = createSocketPeer(socket, {
        ...{ clock, heartbeatMs, unreadBytes, unreadTimeoutMs, waitingBytes },
        idleMs: realtimeIdleMs,
        totalMs: realtimeTotalMs,
        onLimit: (limit) => sendError(`session_${limit === "idle" ? "idle" : "expired"}`, limitMessage(limit, limits)),
      });
      function sendError(code: string, message: string): void {
        const error = { type: "invalid_request_error", code, message, param: null, event_id: null };
        peer.send(JSON.stringify({ type: "error", event_id: `event_${crypto.randomUUID()}`, error }));
      }
      if (sessions >= limits.realtimeSessions) {
        sendError("queue_full", `Cannot talk: ${sessions} realtime sessions are open, which is the limit`);
        return peer.close(closeCode.tryAgainLater, "too many sessions");
      }
      sessions += 1;
      try {
        const session = await voice().openSession({});
        const model = query.get("model") ?? defaultModel() ?? null;
        const expiresAtSeconds = Math.floor((Date.now() + realtimeTotalMs) / 1000);
        const owner = createSessionOwner(client.userId, conversations);
        await serveRealtime(peer, { session, requestId, model, expiresAtSeconds, settleError, owner });
      } catch (thrown) {
        const { code, message } = toErrorBody(settleError(thrown, requestId), requestId).error;
        sendError(code, message);
        peer.close(closeCode.internal, code);
      } finally {
        sessions -= 1;
      }
    },
  };
}

function limitMessage(limit: "idle" | "total", { realtimeIdleMs, realtimeTotalMs }: HttpLimits): string {
  return limit === "idle"
    ? `The session is closed: no message came for ${realtimeIdleMs / 1000} s`
    : `The session is closed: it lasted ${realtimeTotalMs / 1000} s, which is the limit`;
}
