import { expect, test } from "vitest";
import { startServer } from "./support/start-server.ts";

const chat = { messages: [{ role: "user", content: "Hello" }] };

test("server that announced its end answers as before, closes each connection, and is not ready", async () => {
  const { post, serving, url } = await startServer();
  expect((await post("/v1/chat/completions", chat)).headers.get("connection")).not.toBe("close");
  serving.setState({ retiring: true });
  for (const stream of [false, true]) {
    const answer = await post("/v1/chat/completions", { ...chat, stream });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("connection")).toBe("close");
    expect(await answer.text()).toContain(stream ? "[DONE]" : '"finish_reason":"stop"');
  }
  const ready = await fetch(`${url}/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, reason: "draining" });
  expect((await fetch(`${url}/health`)).status).toBe(200);
});
