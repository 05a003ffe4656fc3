import { expect, onTestFinished, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { startFakeServer, type Answer, type FakeServer } from "../testing/fake-upstream/fake-server.ts";
import { createReachability } from "./reachability.ts";

async function serverThat(answer: Answer): Promise<FakeServer> {
  const server = await startFakeServer(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

test.each([
  [200, false],
  [401, false],
  [404, false],
  [500, false],
  [502, true],
  [503, true],
  [504, true],
])("server that answers %i is down: %s", async (status, isDown) => {
  const server = await serverThat((_request, response) => void response.writeHead(status).end());
  const reachability = createReachability({ url: `${server.url}/models`, clock: createFakeClock() });
  expect(reachability.isDown).toBe(false);
  await reachability.check();
  expect(reachability.isDown).toBe(isDown);
});

test("finding is believed for three seconds, and many who ask at once cause one look", async () => {
  const clock = createFakeClock();
  const server = await serverThat((_request, response) => void response.end("{}"));
  const reachability = createReachability({ url: server.url, clock });
  await Promise.all([reachability.check(), reachability.check()]);
  await clock.advance(2_999);
  await reachability.check();
  expect(server.requests).toHaveLength(1);
  await server[Symbol.asyncDispose]();
  await clock.advance(1);
  await reachability.check();
  expect(reachability.isDown).toBe(true);
});

test("server that takes the connection and is silent is down after the limit", async () => {
  const clock = createFakeClock();
  const server = await serverThat(() => new Promise<void>(() => {}));
  const reachability = createReachability({ url: server.url, clock });
  const checked = reachability.check();
  await expect.poll(() => server.requests.length).toBe(1);
  await clock.advance(2_000);
  await checked;
  expect(reachability.isDown).toBe(true);
});
