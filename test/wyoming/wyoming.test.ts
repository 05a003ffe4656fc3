/** The Wyoming server with espeak-ng as the voice, a recognizer of a fake server and the echo model behind the persona. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { rootMeanSquare } from "../../src/audio/loudness.ts";
import { fromPcm16, toPcm16 } from "../../src/audio/pcm16.ts";
import { createRepartee, type Repartee, type ReparteeOptions } from "../../src/index.ts";
import { fakeTranscript } from "../../src/testing/fake-openai/fake-speech.ts";
import { startFakeOpenai, type FakeOpenai } from "../../src/testing/index.ts";
import { spoken } from "../speech/speech-context.ts";
import { connectWyoming, type ReceivedEvent, type WyomingClient } from "./wyoming-client.ts";

let fake: FakeOpenai;
let folder = "";
let repartee: Repartee;
let port = 0;
let speech: Float32Array;

async function open(more: ReparteeOptions = {}): Promise<Repartee> {
  return await createRepartee({
    ...{ model: "echo", cacheDir: folder, offline: true, wyomingPort: 0 },
    upstreams: [{ name: "other", baseUrl: `${fake.url}/v1` }],
    recognizers: { default: "openai:other/echo" },
    ...more,
  });
}

beforeAll(async () => {
  fake = await startFakeOpenai();
  folder = await mkdtemp(join(tmpdir(), "repartee-wyoming-"));
  repartee = await open();
  const { wyoming } = await repartee.listen({ port: 0 });
  port = wyoming?.port ?? 0;
  speech = await spoken("I lost my keys this morning.");
});

afterAll(async () => {
  await repartee[Symbol.asyncDispose]();
  await fake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function client(): Promise<WyomingClient> {
  const opened = await connectWyoming(port);
  onTestFinished(() => opened[Symbol.asyncDispose]());
  return opened;
}

const format = { rate: 16_000, width: 2, channels: 1 };

function sayTo(wyoming: WyomingClient, samples: Float32Array, more: object = {}): void {
  wyoming.send("transcribe", more);
  wyoming.send("audio-start", format);
  const bytes = toPcm16(samples);
  // Odd lengths: a sample may lie in two chunks.
  for (let from = 0; from < bytes.length; from += 2047)
    wyoming.send("audio-chunk", format, bytes.subarray(from, from + 2047));
  wyoming.send("audio-stop");
}

/** Seconds of sound, and its loudness. */
function soundOf(events: readonly ReceivedEvent[]): { seconds: number; loudness: number } {
  const chunks = events.filter(({ type }) => type === "audio-chunk");
  expect(chunks.every(({ data }) => data["rate"] === 24_000 && data["width"] === 2 && data["channels"] === 1)).toBe(
    true,
  );
  const samples = fromPcm16(Buffer.concat(chunks.map(({ payload }) => payload)));
  return { seconds: samples.length / 24_000, loudness: rootMeanSquare(samples) };
}

describe("requests", () => {
  it("describe is answered with what can be heard, spoken and answered", async () => {
    const wyoming = await client();
    wyoming.send("describe");
    const info = await wyoming.next();
    expect(info?.type).toBe("info");
    const { asr, tts, handle } = (info ?? { data: {} }).data as Record<
      string,
      { name: string; installed: boolean; attribution: object }[]
    >;
    expect(asr?.[0]).toMatchObject({ name: "repartee", installed: true, models: [{ name: "openai:other/echo" }] });
    expect(tts?.[0]).toMatchObject({
      supports_synthesize_streaming: true,
      voices: expect.arrayContaining([expect.objectContaining({ name: "espeak-en-us", languages: ["en"] })]),
    });
    expect(handle?.[0]).toMatchObject({ supports_home_control: false, models: [{ name: "repartee" }] });
    wyoming.send("ping", { text: "still there?" });
    expect(await wyoming.next()).toMatchObject({ type: "pong", data: { text: "still there?" } });
  });

  it("speech is transcribed, silence has no words, and one connection is used again", async () => {
    const wyoming = await client();
    sayTo(wyoming, speech, { language: "en-US", name: "whisper" });
    expect(await wyoming.next()).toMatchObject({ type: "transcript", data: { text: fakeTranscript, language: "en" } });
    sayTo(wyoming, new Float32Array(16_000));
    expect(await wyoming.next()).toMatchObject({ type: "transcript", data: { text: "" } });
    wyoming.send("audio-stop");
    expect(await wyoming.next()).toMatchObject({ type: "transcript", data: { text: "" } });
  });

  it("stereo of another rate is heard as well", async () => {
    const wyoming = await client();
    const stereo = new Float32Array(speech.length * 2).map((_, index) => speech[index >> 1] ?? 0);
    const wide = { rate: 16_000, width: 2, channels: 2 };
    wyoming.send("audio-start", wide);
    wyoming.send("audio-chunk", wide, toPcm16(stereo));
    wyoming.send("audio-stop");
    expect(await wyoming.next()).toMatchObject({ type: "transcript", data: { text: fakeTranscript } });
  });

  it("a text is spoken, in the voice that is named", async () => {
    const wyoming = await client();
    wyoming.send("synthesize", { text: "Good morning. I am glad to see you.", voice: { name: "espeak-en-us" } });
    const events = await wyoming.until("audio-stop");
    expect(events[0]).toMatchObject({ type: "audio-start", data: { rate: 24_000, width: 2, channels: 1 } });
    const { loudness, seconds } = soundOf(events);
    expect(seconds).toBeGreaterThan(1);
    expect(loudness).toBeGreaterThan(0.01);
    wyoming.send("synthesize", { text: "…" });
    expect((await wyoming.until("audio-stop")).map(({ type }) => type)).toEqual(["audio-start", "audio-stop"]);
  });

  it("a text that comes in chunks is spoken while it comes, once", async () => {
    const wyoming = await client();
    const voice = { language: "en" };
    wyoming.send("synthesize-start", { voice });
    wyoming.send("synthesize-chunk", { text: "Good morning, my dear friend. I am " });
    // Before the rest is sent.
    const first = await wyoming.until("audio-chunk");
    expect(first[0]?.type).toBe("audio-start");
    wyoming.send("synthesize-chunk", { text: "glad to see you." });
    wyoming.send("synthesize", { text: "Good morning, my dear friend. I am glad to see you.", voice });
    wyoming.send("synthesize-stop");
    const rest = await wyoming.until("synthesize-stopped");
    expect(rest.slice(-2).map(({ type }) => type)).toEqual(["audio-stop", "synthesize-stopped"]);
    expect(rest.filter(({ type }) => type === "audio-start")).toEqual([]);
    expect(soundOf([...first, ...rest]).seconds).toBeLessThan(6);
  });

  it("a talk partner answers, and goes on with the conversation", async () => {
    const wyoming = await client();
    wyoming.send("transcript", { text: "I lost my keys.", language: "en", context: { conversation_id: "ha-1" } });
    const handled = await wyoming.next();
    expect(handled).toMatchObject({
      type: "handled",
      data: { text: expect.stringMatching(/\w/), context: { conversation_id: "ha-1" } },
    });
    wyoming.send("transcript", { text: "And now?", context: { conversation_id: "ha-1" } });
    expect(await wyoming.next()).toMatchObject({ type: "handled" });
    const stored = await repartee.conversations.messages("ha-1");
    expect(stored.map(({ text }) => text)).toEqual(expect.arrayContaining(["I lost my keys.", "And now?"]));
  });

  it("events of other services are ignored", async () => {
    const wyoming = await client();
    wyoming.send("detect", { names: ["hey"] });
    wyoming.send("synthesize-stop");
    wyoming.send("ping");
    expect(await wyoming.next()).toMatchObject({ type: "pong" });
  });
});

describe("wrong events", () => {
  it.each([
    ["synthesize", {}, "text: expected a text"],
    ["synthesize", { text: "a".repeat(5000) }, "text: expected at most 4096 characters, got 5000"],
    ["audio-start", { rate: 16_000, width: 5, channels: 1 }, "width: expected a whole number from 1 to 4, got 5"],
    ["audio-chunk", { rate: 0, width: 2, channels: 1 }, "rate: expected a whole number from 1000 to 192000, got 0"],
    ["transcript", { text: "Hello", context: { conversation_id: "../x" } }, "context.conversation_id: expected"],
  ])("%s with %j is refused and the connection goes on", async (type, data, message) => {
    const wyoming = await client();
    wyoming.send(type, data);
    expect(await wyoming.next()).toMatchObject({ type: "error", data: { text: expect.stringContaining(message) } });
    wyoming.send("ping");
    expect(await wyoming.next()).toMatchObject({ type: "pong" });
  });

  it("a recording of more than two minutes is refused", async () => {
    const wyoming = await client();
    const minute = new Uint8Array(16_000 * 2 * 30);
    wyoming.send("audio-start", format);
    for (let part = 0; part < 5; part += 1) wyoming.send("audio-chunk", format, minute);
    expect(await wyoming.next()).toMatchObject({ type: "error", data: { code: "payload_too_large" } });
  });

  it.each([
    ["what is no JSON", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "expected JSON"],
    ["a header without a type", '{"data": {}}\n', "type: expected a text"],
    ["a negative length", '{"type": "ping", "data_length": -1}\n', "data_length: expected a whole number"],
    ["a length without end", '{"type": "ping", "payload_length": 1e12}\n', "payload_length: expected a whole number"],
    ["a list", "[1]\n", "expected an object"],
    ["data that is no JSON", '{"type": "ping", "data_length": 4}\nabcd', "data: expected JSON"],
    ["a line without end", "x".repeat(70_000), "expected a line of at most 65536 bytes"],
  ])("%s ends the connection with an error", async (_name, bytes, message) => {
    const wyoming = await client();
    wyoming.raw(bytes);
    expect(await wyoming.next()).toMatchObject({
      type: "error",
      data: { text: expect.stringContaining(message), code: "invalid_request" },
    });
    expect(await wyoming.next()).toBeUndefined();
  });

  it("a failing recognizer is an error, not the end", async () => {
    await using broken = await open({ recognizers: { default: "openai:other/fault-server-error" } });
    const { wyoming: address } = await broken.listen({ port: 0 });
    await using wyoming = await connectWyoming(address?.port ?? 0);
    sayTo(wyoming, speech);
    expect(await wyoming.next()).toMatchObject({ type: "error", data: { code: "upstream_error" } });
    wyoming.send("ping");
    expect(await wyoming.next()).toMatchObject({ type: "pong" });
  });
});

describe("the server", () => {
  it("listens on the loopback address only", async () => {
    await using other = await open();
    expect((await other.listen({ port: 0 })).wyoming?.host).toBe("127.0.0.1");
  });

  it("is off unless a port is set", async () => {
    await using quiet = await open({ wyomingPort: null });
    expect(await quiet.listen({ port: 0 })).not.toHaveProperty("wyoming");
  });

  it("says that its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const taken = (other.address() as { port: number }).port;
    await using second = await open({ wyomingPort: taken });
    await expect(second.listen({ port: 0 })).rejects.toMatchObject({ code: "config_invalid", param: "wyoming_port" });
  });

  it("closes its connections when it closes, in the middle of speech as well", async () => {
    const closing = await open();
    const { wyoming: address } = await closing.listen({ port: 0 });
    await using wyoming = await connectWyoming(address?.port ?? 0);
    await using idle = await connectWyoming(address?.port ?? 0);
    wyoming.send("synthesize", { text: "One sentence after the other. ".repeat(100), voice: { language: "en" } });
    await wyoming.until("audio-chunk");
    await closing[Symbol.asyncDispose]();
    await expect(wyoming.until("audio-stop")).rejects.toThrow("and the end");
    expect(await idle.next()).toBeUndefined();
    await expect(connectWyoming(address?.port ?? 0)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
