import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, scriptTokens, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function post(body: unknown): Promise<Response> {
  return await fetch(`${server.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const messages = [{ role: "user", content: "Hi" }];

describe("plain fetch", () => {
  it("gets a reply that says where it comes from", async () => {
    const response = await post({ model: "scripted", messages });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: script }, finish_reason: "stop" }],
      usage: { completion_tokens: scriptTokens },
      repartee: { source: "model", complete: true, model: "scripted" },
    });
  });

  it("reads events that end with one [DONE], and nothing after it", async () => {
    const response = await post({ model: "scripted", messages, stream: true });
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const events = (await response.text()).split("\n\n").filter((event) => event !== "");
    expect(events.every((event) => event.startsWith("data: "))).toBe(true);
    expect(events.filter((event) => event === "data: [DONE]")).toHaveLength(1);
    expect(events.at(-1)).toBe("data: [DONE]");
    expect(events.join("")).not.toContain("\uFFFD");
  });

  it("may ask for text parts, the developer role and the un-prefixed address", async () => {
    const response = await fetch(server.baseUrl.replace(/\/v1$/, "/chat/completions"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model: "scripted",
        messages: [
          { role: "developer", content: "Be kind." },
          { role: "user", content: [{ type: "text", text: "Hi" }] },
        ],
      }),
    });
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: script } }] });
  });
});
