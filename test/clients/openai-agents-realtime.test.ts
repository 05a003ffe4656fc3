/** OpenAI's own realtime client, unchanged, over a plain WebSocket. */
import { RealtimeAgent, RealtimeSession, tool } from "@openai/agents-realtime";
import type { RealtimeServerEvent } from "openai/resources/realtime/realtime";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { toPcm16 } from "../../src/audio/pcm16.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createVoice } from "../../src/voice/voice.ts";
import { startServer } from "../http/support/start-server.ts";
import { fakeSound } from "../support/speech-contract/fake-speech.ts";
import { connectRealtime } from "../support/voice/realtime-client.ts";
import { happy, voiceScene, type Scene, type SceneOptions } from "../support/voice/voice-scene.ts";

const sentence = toPcm16(fakeSound("x".repeat(20), 24_000)).buffer as ArrayBuffer;
const silence = new ArrayBuffer(48_000);

interface Connected {
  readonly session: RealtimeSession;
  readonly scene: Scene;
  readonly errors: unknown[];
  /** Resolves with the next event of the transport of this type. */
  readonly next: (type: string) => Promise<Record<string, unknown>>;
}

async function connect(agent: RealtimeAgent, options: Omit<SceneOptions, "clock"> = {}): Promise<Connected> {
  const clock = createFakeClock();
  const scene = await voiceScene({ clock, ...options });
  const voice = createVoice(scene.options, []);
  const { port } = await startServer({ voice: () => voice });
  const session = new RealtimeSession(agent, { transport: "websocket" });
  const errors: unknown[] = [];
  session.on("error", (error) => errors.push(error));
  onTestFinished(() => session.close());
  const next = (type: string): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const listen = (event: { readonly type: string }): void => {
        if (event.type !== type) return;
        session.transport.off("*", listen);
        resolve(event);
      };
      session.transport.on("*", listen);
    });
  const updated = next("session.updated");
  await session.connect({ apiKey: "unused", url: `ws://127.0.0.1:${port}/v1/realtime` });
  await updated;
  return { session, scene, errors, next };
}

it("speaks, hears the reply with its words, and passes our own events on", async () => {
  const { errors, next, session } = await connect(new RealtimeAgent({ name: "Ollie" }));
  let bytes = 0;
  session.on("audio", ({ data }) => (bytes += data.byteLength));
  const [done, emotion] = [next("response.done"), next("repartee.emotion")];
  session.sendAudio(sentence);
  session.sendAudio(silence);
  expect(await emotion).toMatchObject({ emotion: "happy" });
  await done;
  expect(bytes).toBeGreaterThan(24_000);
  await expect
    .poll(() => session.history.map((item) => (item.type === "message" ? [item.role, item.content] : item.type)))
    .toMatchObject([
      ["user", [{ transcript: "I lost my keys" }]],
      ["assistant", [{ transcript: "Oh no, that is really bad. Where did you have them last?" }]],
    ]);
  expect(errors).toEqual([]);
});

it("interrupts by speaking: its history keeps what it played", async () => {
  const text = "This story goes on and on. And on it goes, without an end.";
  let turns = 0;
  const respond: SceneOptions["respond"] = async function* (_request, signal) {
    turns += 1;
    yield { type: "emotion", emotion: happy, userEmotion: happy };
    yield { type: "text", text };
    if (turns === 1) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    const reply = { text, emotion: happy, userEmotion: happy, language: "en", source: "model" } as const;
    yield { type: "done", reply: { ...reply, complete: turns > 1 } };
  };
  const hears = [{ text: "Tell me a story" }, { text: "Wait" }];
  const { errors, next, session } = await connect(new RealtimeAgent({ name: "Ollie" }), { respond, hears });
  const sounds = next("response.output_audio.delta");
  session.sendAudio(sentence);
  session.sendAudio(silence);
  await sounds;
  const interrupted = new Promise((resolve) => session.on("audio_interrupted", resolve));
  const [cancelled, truncated] = [next("response.done"), next("conversation.item.truncated")];
  session.sendAudio(sentence);
  await interrupted;
  expect(await cancelled).toMatchObject({ response: { status: "cancelled" } });
  await truncated;
  const answered = next("response.done");
  session.sendAudio(silence);
  expect(await answered).toMatchObject({ response: { status: "completed" } });
  const heard = session.history.flatMap((item) =>
    item.type === "message" && item.role === "assistant" ? item.content : [],
  );
  const transcripts = heard.map((content) => ("transcript" in content ? (content.transcript ?? "") : ""));
  expect(text.startsWith(transcripts[0] ?? "none")).toBe(true);
  expect(transcripts[0]?.length).toBeLessThan(text.length);
  expect(errors).toEqual([]);
});

it("has its functions called, and their results answered", async () => {
  let asked: unknown;
  const weather = tool({
    name: "weather",
    description: "The weather of a city.",
    parameters: z.object({ city: z.string() }),
    execute: async (input) => {
      asked = input;
      return "rain";
    },
  });
  let turns = 0;
  const respond: SceneOptions["respond"] = async function* () {
    turns += 1;
    yield { type: "emotion", emotion: happy, userEmotion: happy };
    if (turns === 1) yield { type: "tool-calls", calls: [{ id: "c1", name: "weather", arguments: '{"city":"Oslo"}' }] };
    else yield { type: "text", text: "It rains in Oslo today." };
    yield {
      type: "done",
      reply: { text: "", emotion: happy, userEmotion: happy, language: "en", source: "model", complete: true },
    };
  };
  const agent = new RealtimeAgent({ name: "Guide", instructions: "Be brief.", tools: [weather] });
  const { errors, next, scene, session } = await connect(agent, { respond });
  session.sendMessage("How is the weather in Oslo?");
  await next("response.function_call_arguments.done");
  await next("response.output_audio_transcript.done");
  expect(asked).toEqual({ city: "Oslo" });
  expect(scene.asked.at(-1)?.instructed?.messages()).toContainEqual({
    role: "tool",
    content: "rain",
    toolCallId: "c1",
  });
  expect(errors).toEqual([]);
});

it("the openai package's types hold for what is sent", async () => {
  const clock = createFakeClock();
  const scene = await voiceScene({ clock });
  const voice = createVoice(scene.options, []);
  const { url } = await startServer({ voice: () => voice });
  const client = await connectRealtime(url);
  client.append(fakeSound("x".repeat(20), 24_000));
  client.append(new Float32Array(12_000));
  await client.next("response.done");
  const heard: string[] = [];
  for (const event of client.events as unknown as readonly RealtimeServerEvent[]) {
    if (event.type === "conversation.item.input_audio_transcription.completed") heard.push(event.transcript);
    if (event.type === "response.output_audio_transcript.done") heard.push(event.transcript);
    if (event.type === "response.done") heard.push(event.response.status ?? "");
  }
  expect(heard).toEqual(["I lost my keys", "Oh no, that is really bad. Where did you have them last?", "completed"]);
});
