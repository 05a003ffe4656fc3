/** Who may open a WebSocket, and how long it stays open. */
import { connect as connectTcp } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createVoice } from "../../src/voice/voice.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { connectRealtime, type RealtimeClient } from "../support/voice/realtime-client.ts";
import { answer, voiceScene, type SceneOptions } from "../support/voice/voice-scene.ts";
import { startServer, type StartedServer } from "./support/start-server.ts";

type ServerChanges = Omit<NonNullable<Parameters<typeof startServer>[0]>, "voice">;

async function voiceServer(
  changes: ServerChanges = {},
  scene: Omit<SceneOptions, "clock"> = {},
): Promise<StartedServer> {
  const { options } = await voiceScene({ clock: createFakeClock(), ...scene });
  const voice = createVoice(options, []);
  return await startServer({ voice: () => voice, ...changes });
}

/** The status of an answer that is no WebSocket, with its error's code. */
async function refusal(url: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), { headers });
  onTestFinished(() => socket.terminate());
  return await new Promise((resolve) => {
    socket.on("error", () => {});
    socket.on("unexpected-response", (_request, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => {
        const { error } = JSON.parse(body) as { error: { code: string } };
        resolve([response.statusCode, error.code]);
      });
    });
    socket.on("open", () => resolve(["open"]));
  });
}

function closed(client: RealtimeClient): Promise<number> {
  return new Promise((resolve) => client.socket.once("close", resolve));
}

it("asks for a key where one is configured: in the header, or as browsers send it", async () => {
  const { url } = await voiceServer({ apiKeys: ["a-key-of-this-test"] });
  const path = `${url}/v1/realtime`;
  expect(await refusal(path)).toEqual([401, "unauthorized"]);
  expect(await refusal(path, { authorization: "Bearer wrong" })).toEqual([401, "unauthorized"]);
  await connectRealtime(url, { headers: { authorization: "Bearer a-key-of-this-test" } });
  const client = await connectRealtime(url, { protocols: ["realtime", "openai-insecure-api-key.a-key-of-this-test"] });
  expect(client.socket.protocol).toBe("realtime");
});

it("refuses pages and host names of strangers, and paths that are none", async () => {
  const { url } = await voiceServer();
  expect(await refusal(`${url}/v1/realtime`, { origin: "https://evil.example" })).toEqual([403, "forbidden_host"]);
  expect(await refusal(`${url}/v1/realtime`, { host: "evil.example" })).toEqual([403, "forbidden_host"]);
  expect(await refusal(`${url}/v1/elsewhere`)).toEqual([404, "not_found"]);
  expect(await refusal(`${url}/v1/realtime`, { origin: "http://localhost:3000" })).toEqual(["open"]);
});

it("answers a plain request with what is expected instead", async () => {
  const { url } = await voiceServer();
  const answered = await fetch(`${url}/v1/realtime`);
  expect([answered.status, await answered.json()]).toMatchObject([426, { error: { code: "upgrade_required" } }]);
});

it("answers a request that offers another protocol as an ordinary one, its body included", async () => {
  const { port } = await voiceServer();
  const body = JSON.stringify({ model: "tiny", messages: [{ role: "user", content: "Hi" }] });
  const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const socket = connectTcp(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const text = await new Promise<string>((resolve) => {
    let received = "";
    socket.on("data", (data) => {
      received += data.toString();
      if (received.includes("Hello there")) resolve(received);
    });
    socket.on("close", () => resolve(received));
    socket.write(head + body);
  });
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(text).toContain("Hello there");
});

it("admits no more sessions than the limit, and a new one after one was closed", async () => {
  const { url } = await voiceServer({ limits: { realtimeSessions: 1 } });
  const first = await connectRealtime(url);
  await first.next("session.created");
  const second = await connectRealtime(url);
  expect(await second.next("error")).toMatchObject({ error: { code: "queue_full" } });
  expect(await closed(second)).toBe(1013);
  first.socket.close();
  await closed(first);
  await expect
    .poll(async () =>
      (await connectRealtime(url)).next("session.created").then(
        () => "open",
        () => "no",
      ),
    )
    .toBe("open");
});

it.each([
  ["session_idle", { realtimeIdleMs: 60 }],
  ["session_expired", { realtimeTotalMs: 60 }],
])("closes with %s, which it says before", async (code, limits) => {
  const { url } = await voiceServer({ limits });
  const client = await connectRealtime(url);
  const end = closed(client);
  expect(await client.next("error")).toMatchObject({ error: { code } });
  expect(await end).toBe(1000);
});

it("cuts a client that answers no heartbeat", async () => {
  const { url } = await voiceServer({ limits: { heartbeatMs: 60 } });
  const client = await connectRealtime(url, { autoPong: false });
  expect(await closed(client)).toBe(1006);
});

it("cuts a client that does not read, and makes no more for it", async () => {
  const long = "This sentence is said again and again until nobody listens. ".repeat(70);
  const { url } = await voiceServer({ limits: { unreadBytes: 1024, unreadTimeoutMs: 100 } }, { respond: answer(long) });
  const client = await connectRealtime(url);
  await client.next("session.created");
  const item = { type: "message", role: "user", content: [{ type: "input_text", text: "Go on" }] };
  client.send({ type: "conversation.item.create", item });
  client.send({ type: "response.create" });
  client.socket.pause();
  const end = closed(client);
  await new Promise((resolve) => setTimeout(resolve, 400));
  client.socket.resume();
  expect(await end).toBe(1006);
  expect(client.types()).not.toContain("response.done");
});

it("ends with the server, and says so", async () => {
  const { server, url, logged } = await voiceServer();
  const client = await connectRealtime(url);
  await client.next("session.created");
  const end = closed(client);
  await server.close();
  expect(await end).toBe(1001);
  expect(logged).toContainEqual(expect.objectContaining({ message: "request", route: "/v1/realtime", status: 101 }));
});
