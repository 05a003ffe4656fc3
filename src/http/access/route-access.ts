/** Which scope each route needs, and what else its answers to clients depend on. A test holds it against all routes. */
import type { KeyScope } from "../../core/api-key.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Route } from "../route.ts";
import type { Client } from "./client.ts";

export interface RouteAccess {
  /** One of them is enough. */
  readonly scopes: readonly KeyScope[];
  /** Past a limit: an error, or a written reply at once, marked. */
  readonly pastLimit: "error" | "written";
  /** Stores conversations of nobody: not for keys that are bound to a user. */
  readonly withoutUsers: boolean;
}

const chat: RouteAccess = { scopes: ["chat"], pastLimit: "error", withoutUsers: false };
/** Replies to people: somebody waits for them. */
const reply: RouteAccess = { ...chat, pastLimit: "written" };
const models: RouteAccess = { ...chat, scopes: ["models"] };
/** Clients of every kind ask for names. */
const names: RouteAccess = { ...chat, scopes: ["chat", "models"] };
const admin: RouteAccess = { ...chat, scopes: ["admin"] };
const any: RouteAccess = { ...chat, scopes: ["chat", "models", "admin"] };

/** By method and first path; compat routes without their configurable prefix. */
const table: Readonly<Record<string, RouteAccess>> = {
  "POST /v1/chat/completions": chat,
  "POST /v1/chat/completions/input_tokens": chat,
  "POST /v1/completions": chat,
  "POST /v1/audio/transcriptions": chat,
  "POST /v1/audio/speech": chat,
  "GET /v1/audio/voices": chat,
  "GET /v1/realtime": chat,
  "POST /v1/embeddings": chat,
  "POST /v1/rerank": chat,
  "POST /tokenize": chat,
  "POST /detokenize": chat,
  "POST /apply-template": chat,
  "POST /v1/responses": chat,
  "POST /v1/responses/input_tokens": chat,
  "GET /v1/responses/{id}": chat,
  "DELETE /v1/responses/{id}": chat,
  "POST /v1/responses/{id}/cancel": chat,
  "GET /v1/responses/{id}/input_items": chat,
  "GET /v1/models": names,
  "GET /v1/models/{name}": names,
  "POST /models/{name}/load": models,
  "DELETE /models/{name}/unload": models,
  "GET /api/models/running": models,
  "GET /api/models": models,
  "POST /api/models/pull": models,
  "DELETE /models/{name}": models,
  "POST /v1/messages": chat,
  "POST /v1/messages/count_tokens": chat,
  "POST /api/chat": chat,
  "POST /api/generate": chat,
  "POST /api/embed": chat,
  "POST /api/embeddings": chat,
  "GET /api/tags": names,
  "POST /api/show": names,
  "GET /api/version": any,
  "POST /api/pull": models,
  "DELETE /api/delete": models,
  "POST /api/copy": models,
  "POST /api/create": models,
  "POST /api/push": models,
  "POST /api/respond": reply,
  "POST /api/respond/batch": reply,
  "POST /api/converse": reply,
  "GET /api/personas": chat,
  "GET /api/personas/{name}": chat,
  "POST /api/personas/{name}/override": admin,
  "DELETE /api/personas/{name}/override": admin,
  "GET /api/conversations": chat,
  "GET /api/conversations/{id}": chat,
  "GET /api/conversations/{id}/emotions": chat,
  "DELETE /api/conversations/{id}": chat,
  "GET /api/users/{user_id}/data": chat,
  "DELETE /api/users/{user_id}/data": chat,
  "POST /api/recommendations": reply,
  "POST /api/preferences": chat,
  "GET /api/preferences": chat,
  "GET /api/preferences/search": chat,
  "DELETE /api/preferences/{id}": chat,
  "POST /api/generate-response": reply,
  "POST /smollm/chat": reply,
  "POST /smollm/generate": reply,
  "GET /smollm/info": names,
  "POST /chatlaya/message": { ...reply, withoutUsers: true },
  "GET /metrics": admin,
  "GET /openapi.json": any,
};

export const routeAccessKeys: readonly string[] = Object.keys(table);

/** The row of a route; a route without one is for `admin` alone. */
export function accessOf(route: Pick<Route, "method" | "paths" | "tag">): RouteAccess {
  return table[accessKeyOf(route)] ?? admin;
}

function accessKeyOf({ method, paths: [path], tag }: Pick<Route, "method" | "paths" | "tag">): string {
  const known = tag === "compat" ? routeAccessKeys.find((key) => isUnderPrefix(key, method, path)) : undefined;
  return known ?? `${method} ${path}`;
}

function isUnderPrefix(key: string, method: string, path: string): boolean {
  const [keyMethod, keyPath = ""] = key.split(" ");
  return keyMethod === method && path.endsWith(keyPath);
}

/** The error for a client whose key has none of the scopes. */
export function missingScope({ keyId, scopes }: Client, access: RouteAccess): ReparteeError {
  const needed = access.scopes.join(" or ");
  return new ReparteeError(
    "missing_scope",
    `Cannot answer: this route needs a key with scope ${needed}, got ${scopes.length === 0 ? "none" : scopes.join(", ")}`,
    {
      hint: `Make a key with \`repartee key add --scope ${access.scopes[0]}\``,
      facts: { required_scope: needed, ...(keyId === undefined ? {} : { key: keyId }) },
    },
  );
}
