import { Agent } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../core/clock.ts";
import { startFakeServer } from "../testing/fake-upstream/fake-server.ts";
import { exchange } from "./exchange.ts";

test("connection that is made while the event loop is blocked counts as made in time", async () => {
  const server = await startFakeServer((_request, response) => void response.end("{}"));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const agent = new Agent();
  const connectMs = 40;
  const answered = exchange(
    { url: server.url, method: "GET", headers: {}, body: undefined, agent, clock: systemClock, connectMs },
    new AbortController().signal,
  );
  // By then the connect clock runs; the connection's news waits until this is over.
  await new Promise((resolve) => process.nextTick(resolve));
  const startMs = performance.now();
  while (performance.now() - startMs < connectMs * 4);
  expect((await answered).statusCode).toBe(200);
  agent.destroy();
});
