import { describe, expect, test } from "vitest";
import { createErrorBodyOf, createUnroutedError } from "./unrouted-request.ts";
import type { Route } from "./route.ts";

const route = (method: Route["method"], ...paths: [string, ...string[]]): Route => ({
  method,
  paths,
  tag: "openai",
  summary: "Does it.",
  answer: { kind: "text", contentType: "text/plain" },
  handle: () => ({ kind: "text", body: "", contentType: "text/plain" }),
});
test("an error has the body of the protocol that its path belongs to", () => {
  const [ofChat, ofMessages] = [() => ({ error: "chat" }), () => ({ error: "messages" })];
  const errorBodyOf = createErrorBodyOf([
    { ...route("POST", "/api/chat"), errorBody: ofChat },
    { ...route("POST", "/v1/messages"), errorBody: ofMessages },
    route("POST", "/v1/chat/completions"),
  ]);
  expect(["/api/chat", "/v1/messages?a=1", "/v1/messages/batches"].map(errorBodyOf)).toEqual([
    ofChat,
    ofMessages,
    ofMessages,
  ]);
  expect(["/api/chatter", "/v1/chat/completions", "/"].map(errorBodyOf)).toEqual([undefined, undefined, undefined]);
});

const unrouted = createUnroutedError([
  route("POST", "/v1/chat/completions", "/chat/completions"),
  route("GET", "/v1/models/{name}"),
]);

describe("a path that the server does not have", () => {
  test.each([
    ["/completion", "/v1/completions"],
    ["/embedding", "/v1/embeddings"],
    ["/v1/embed", "/v1/embeddings"],
    ["/v1/tokenize", "/tokenize"],
    ["/props", "/v1/models"],
    ["/v1/chat", "/v1/chat/completions"],
    ["/v2/chat", "/v1/chat/completions"],
    ["/v1/v1/chat/completions", "base URL"],
    ["/v1/api/chat", "base URL"],
    ["/openai/deployments/gpt/chat/completions?api-version=1", "base URL /v1"],
    ["/v1/engines/davinci/completions", "/v1/completions"],
    ["/v1/threads/abc/runs", "/v1/responses"],
    ["/v1/complete", "/v1/messages"],
    ["/messages", "/v1/messages"],
    ["/v1beta/models/gemini:generateContent", "/v1/chat/completions"],
    ["/api/v0/models", "/v1/models"],
    ["/api/v1/generate", "/v1/completions"],
    ["/generate_stream", "/v1/completions"],
    ["/v1/images/generations", "not here"],
    ["/v1/files/", "not here"],
    ["/proxy/openai/v1/chat/completions", "POST /v1/chat/completions"],
  ])("names for %s what to use in its place", (url, place) => {
    const error = unrouted("POST", url);
    expect(error).toMatchObject({ code: "not_found" });
    expect(error.hint).toContain(place);
  });

  test.each(["/", "/nothing", "/v1/nothing", "/chats", "/v1/completions/extra", "/filesystem"])(
    "has no such advice for %s",
    (url) => {
      expect(unrouted("POST", url).hint).toBe("GET /openapi.json lists every route");
    },
  );

  test("is another thing than a wrong method", () => {
    expect(unrouted("GET", "/v1/chat/completions")).toMatchObject({ code: "method_not_allowed" });
  });
});
