/** Counts a request in the limits of its key and its address, and what becomes of one that is past them. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ReparteeError } from "../../core/errors.ts";
import type { RateLimiter } from "../../core/rate-limits.ts";
import type { Client } from "./client.ts";
import { limitHeaders, limitsOf, rateLimited, type ConfiguredLimits } from "./client-limits.ts";

export interface RateLimiting {
  readonly limiter: RateLimiter;
  readonly limits: ConfiguredLimits;
}

/** What a request that was let in goes on with. */
export interface Admittance {
  /** Past a limit, on a route that writes a reply without a model then. */
  readonly refusal?: ReparteeError;
  /** Counts the tokens of a reply. */
  readonly spend?: (tokens: number) => void;
}

/** `client`: undefined where the key is wrong; the address pays for the try. @throws ReparteeError `rate_limited`. */
export type AdmitClient = (
  client: Client | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Admittance>;

export function createAdmitClient({ limiter, limits: configured }: RateLimiting): AdmitClient {
  return async (client, request, reply) => {
    const limits = limitsOf(client, request.ip, configured);
    if (limits.length === 0) return {};
    const decision = await limiter.enter(limits, request.id);
    const { access, tag } = request.routeOptions.config;
    reply.headers(limitHeaders(limits, decision.states, tag === "anthropic" ? "anthropic" : "openai"));
    if (decision.isAllowed) {
      const leave = (): void => void limiter.leave(limits, request.id);
      if (reply.raw.destroyed) leave();
      else reply.raw.once("close", leave);
      return { spend: (tokens) => void limiter.spend(limits, tokens) };
    }
    const refusal = rateLimited(decision, limits);
    if (access?.pastLimit !== "written") throw refusal;
    reply.header("retry-after", String(refusal.retryAfterSeconds));
    return { refusal };
  };
}
