/** `WS /v1/realtime` as a client sees it, with a scripted recognizer, voice and responder. */
import { describe, expect, it } from "vitest";
import { createVoice } from "../../src/voice/voice.ts";
import { createFakeClock, type FakeClock } from "../../src/testing/fake-clock.ts";
import { fakeSound } from "../support/speech-contract/fake-speech.ts";
import { connectRealtime, type RealtimeClient, type ServerEvent } from "../support/voice/realtime-client.ts";
import { answer, happy, voiceScene, type Scene, type SceneOptions } from "../support/voice/voice-scene.ts";
import { startServer } from "./support/start-server.ts";

interface Talk {
  readonly client: RealtimeClient;
  readonly scene: Scene;
  readonly clock: FakeClock;
}

/** A connection whose session is set up; the voice's clock stands still unless a test moves it. */
async function talk(options: Omit<SceneOptions, "clock"> = {}, session?: object): Promise<Talk> {
  const clock = createFakeClock();
  const scene = await voiceScene({ clock, ...options });
  const voice = createVoice(scene.options, []);
  const { url } = await startServer({ voice: () => voice });
  const client = await connectRealtime(url);
  await client.next("session.created");
  if (session !== undefined) {
    client.send({ type: "session.update", session });
    await client.next("session.updated");
  }
  return { client, scene, clock };
}

const manual = { audio: { input: { turn_detection: null } } };
const sentence = fakeSound("x".repeat(20), 24_000);
const silence = new Float32Array(12_000);

function soundMs(events: readonly ServerEvent[]): number {
  const deltas = events.filter(({ type }) => type === "response.output_audio.delta");
  return deltas.reduce((sum, { delta }) => sum + Buffer.from(String(delta), "base64").length, 0) / 48;
}

/** Events with neighbours of one type as one. */
function shape(events: readonly ServerEvent[]): readonly string[] {
  const types = events.map(({ type }) => type);
  return types.filter((type, index) => type !== types[index - 1]);
}

function part(event: ServerEvent, name: string): Readonly<Record<string, unknown>> {
  return event[name] as Readonly<Record<string, unknown>>;
}

describe("a spoken turn", () => {
  it("has OpenAI's events in their order, the feeling before the first sound", async () => {
    const { client } = await talk();
    client.append(sentence);
    client.append(silence);
    const done = await client.next("response.done");
    expect(shape(client.events)).toEqual([
      "session.created",
      "conversation.created",
      "input_audio_buffer.speech_started",
      "input_audio_buffer.speech_stopped",
      "input_audio_buffer.committed",
      "conversation.item.added",
      "conversation.item.done",
      "conversation.item.input_audio_transcription.delta",
      "conversation.item.input_audio_transcription.completed",
      "response.created",
      "response.output_item.added",
      "conversation.item.added",
      "response.content_part.added",
      "repartee.emotion",
      "response.output_audio_transcript.delta",
      "repartee.visemes",
      "response.output_audio.delta",
      "response.output_audio_transcript.delta",
      "repartee.visemes",
      "response.output_audio.delta",
      "response.output_audio.done",
      "response.output_audio_transcript.done",
      "response.content_part.done",
      "response.output_item.done",
      "conversation.item.done",
      "response.done",
    ]);
    const response = part(done, "response");
    expect(response).toMatchObject({
      status: "completed",
      output: [{ content: [{ transcript: "Oh no, that is really bad. Where did you have them last?" }] }],
      repartee: { emotion: "happy", source: "model", complete: true },
    });
    const { duration_ms: durationMs } = response["repartee"] as { duration_ms: number };
    expect(soundMs(client.events)).toBeCloseTo(durationMs, -1);
  });

  it("without words leaves no item and asks no model", async () => {
    const { client, scene } = await talk({ hears: [{ text: "" }] });
    client.append(sentence);
    client.append(silence);
    await client.next("input_audio_buffer.speech_stopped");
    client.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [] } });
    await client.next("conversation.item.done");
    expect(client.types().filter((type) => type === "conversation.item.added")).toHaveLength(1);
    expect(client.types()).not.toContain("response.created");
    expect(scene.asked).toEqual([]);
  });

  it("that the recognizer fails on is answered by an apology, and says that it failed", async () => {
    const { client } = await talk({ hears: [new Error("dead")] });
    client.append(sentence);
    client.append(silence);
    expect(await client.next("conversation.item.input_audio_transcription.failed")).toMatchObject({
      error: { code: "generation_failed" },
    });
    const done = await client.next("response.done");
    expect(done["response"]).toMatchObject({
      status: "completed",
      repartee: { source: "template", reason: "not_heard" },
    });
    expect(soundMs(client.events)).toBeGreaterThan(500);
  });
});

describe("speech into a reply", () => {
  it("stops it; words are answered, and what was not heard was never said", async () => {
    const { client, scene, clock } = await talk({ hears: [{ text: "I lost my keys" }, { text: "Wait" }] });
    client.append(sentence);
    client.append(silence);
    const first = await client.next("response.done");
    await clock.advance(600);
    client.append(sentence);
    client.append(silence);
    const truncated = await client.next("conversation.item.truncated");
    expect(truncated).toMatchObject({ audio_end_ms: 600 });
    await client.next("response.done");
    client.send({ type: "conversation.item.retrieve", item_id: truncated["item_id"] });
    const item = await client.next("conversation.item.retrieved");
    expect(item).toMatchObject({ item: { status: "incomplete", content: [{ transcript: "Oh no, that" }] } });
    expect(scene.stored.get("reply-0")).toMatchObject({ text: "Oh no, that", state: "partial" });
    expect(scene.asked.map(({ text }) => text)).toEqual(["I lost my keys", "Wait"]);
    expect(first["response"]).toMatchObject({ status: "completed" });
  });

  it("keeps what the client says it heard, to the word", async () => {
    const { client, scene, clock } = await talk({ hears: [{ text: "I lost my keys" }, { text: "Wait" }] });
    client.append(sentence);
    client.append(silence);
    const done = await client.next("response.done");
    const [{ id: itemId } = { id: "" }] = part(done, "response")["output"] as { id: string }[];
    await clock.advance(1500);
    client.send({ type: "conversation.item.truncate", item_id: itemId, content_index: 0, audio_end_ms: 400 });
    expect(await client.next("conversation.item.truncated")).toMatchObject({ audio_end_ms: 400 });
    expect(scene.stored.get("reply-0")).toMatchObject({ text: "Oh no," });
    client.send({ type: "conversation.item.truncate", item_id: itemId, content_index: 0, audio_end_ms: 1200 });
    await client.next("conversation.item.truncated");
    expect(scene.stored.get("reply-0")).toMatchObject({ text: "Oh no, that is really bad. Where" });
  });

  it("without words lets it go on in a second response that says the rest", async () => {
    const { client, scene, clock } = await talk({ hears: [{ text: "I lost my keys" }, { text: "" }] });
    client.append(sentence);
    client.append(silence);
    await client.next("response.done");
    const whole = soundMs(client.events);
    const before = client.events.length;
    await clock.advance(500);
    client.append(sentence);
    client.append(silence);
    const done = await client.next("response.done");
    expect(part(done, "response")).toMatchObject({
      status: "completed",
      output: [{ content: [{ transcript: "is really bad. Where did you have them last?" }] }],
    });
    const again = client.events.slice(before);
    expect(soundMs(again)).toBeCloseTo(whole - 500, -1);
    expect(shape(again).indexOf("repartee.emotion")).toBeLessThan(shape(again).indexOf("response.output_audio.delta"));
    expect(scene.asked).toHaveLength(1);
    expect(scene.stored.get("reply-0")).toMatchObject({ state: "complete" });
  });

  it("ends a response that is being made as cancelled", async () => {
    const respond: SceneOptions["respond"] = async function* (_request, signal) {
      yield { type: "emotion", emotion: happy, userEmotion: happy };
      yield { type: "text", text: "This goes on and on. And on" };
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    };
    const { client } = await talk({ respond, hears: [{ text: "Hello" }, { text: "Stop" }] });
    client.append(sentence);
    client.append(silence);
    await client.next("response.output_audio.delta");
    client.append(sentence);
    const done = await client.next("response.done");
    expect(done["response"]).toMatchObject({ status: "cancelled", status_details: { reason: "turn_detected" } });
  });
});

describe("without turn detection", () => {
  it("answers what was committed when it is asked to, in text where text is wanted", async () => {
    const { client, scene } = await talk({}, { ...manual, output_modalities: ["text"] });
    client.append(sentence);
    client.append(silence);
    client.send({ type: "input_audio_buffer.commit" });
    await client.next("conversation.item.input_audio_transcription.completed");
    expect(client.types()).not.toContain("response.created");
    client.send({ type: "response.create" });
    const done = await client.next("response.done");
    expect(client.types().filter((type) => type === "input_audio_buffer.committed")).toHaveLength(1);
    expect(scene.asked.map(({ text }) => text)).toEqual(["I lost my keys"]);
    expect(part(done, "response")).toMatchObject({ output: [{ content: [{ type: "output_text" }] }] });
    expect(client.types()).not.toContain("response.output_audio.delta");
  });

  it("hears no words in a commit of silence, and has nothing to answer", async () => {
    const { client, scene } = await talk({}, manual);
    client.append(silence);
    client.send({ type: "input_audio_buffer.commit" });
    expect(await client.next("conversation.item.input_audio_transcription.completed")).toMatchObject({
      transcript: "",
    });
    client.send({ type: "response.create" });
    const done = await client.next("response.done");
    expect(done["response"]).toMatchObject({
      status: "failed",
      status_details: { error: { code: "nothing_to_answer" } },
    });
    expect([scene.heardCalls(), scene.asked]).toEqual([0, []]);
  });

  it("forgets what is cleared, and refuses an empty commit", async () => {
    const { client } = await talk({}, manual);
    client.append(sentence);
    client.send({ type: "input_audio_buffer.clear" });
    await client.next("input_audio_buffer.cleared");
    client.send({ type: "input_audio_buffer.commit", event_id: "mine" });
    expect(await client.next("error")).toMatchObject({
      error: { code: "input_audio_buffer_commit_empty", event_id: "mine" },
    });
  });
});

describe("written messages, instructions and tools", () => {
  const message = (text: string, role = "user"): { readonly type: string } & Readonly<Record<string, unknown>> => ({
    type: "conversation.item.create",
    item: { type: "message", role, content: [{ type: role === "user" ? "input_text" : "output_text", text }] },
  });

  it("a persona answers, after what was said before", async () => {
    const { client, scene } = await talk({}, { repartee: { persona: "ollie", conversation_id: "kitchen" } });
    client.send(message("My name is Ada."));
    client.send(message("Hello Ada!", "assistant"));
    client.send(message("Who am I?"));
    client.send({ type: "response.create" });
    await client.next("response.done");
    expect(scene.asked).toMatchObject([
      {
        text: "My name is Ada. Who am I?",
        persona: "ollie",
        conversationId: "kitchen",
        history: [{ role: "assistant", content: "Hello Ada!" }],
      },
    ]);
    client.send(message("You said so.", "assistant"));
    expect(await client.next("error")).toMatchObject({ error: { param: "item" } });
  });

  it("with instructions the model is given the conversation of the client, and can call its functions", async () => {
    const seen: unknown[] = [];
    const respond: SceneOptions["respond"] = async function* (request) {
      const { instructed, text } = request;
      seen.push([text, instructed?.messages(), instructed?.tools.map(({ name }) => name), instructed?.maxTokens]);
      yield { type: "emotion", emotion: happy, userEmotion: happy };
      if (seen.length === 1) {
        yield { type: "tool-calls", calls: [{ id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' }] };
      } else yield { type: "text", text: "It rains in Oslo today." };
      yield {
        type: "done",
        reply: { text: "", emotion: happy, userEmotion: happy, language: "en", source: "model", complete: true },
      };
    };
    const tools = [{ type: "function", name: "weather", parameters: { type: "object" } }];
    const { client } = await talk({ respond }, { instructions: "Be brief.", tools, max_output_tokens: 50 });
    client.send(message("How is the weather?"));
    client.send({ type: "response.create" });
    const call = await client.next("response.function_call_arguments.done");
    expect(call).toMatchObject({ call_id: "call_1", arguments: '{"city":"Oslo"}' });
    await client.next("response.done");
    client.send({
      type: "conversation.item.create",
      item: { type: "function_call_output", call_id: "call_1", output: '"rain"' },
    });
    client.send({ type: "response.create" });
    const done = await client.next("response.done");
    expect(part(done, "response")).toMatchObject({
      output: [{ content: [{ transcript: "It rains in Oslo today." }] }],
    });
    const system = { role: "system", content: "Be brief." };
    expect(seen).toEqual([
      ["How is the weather?", [system], ["weather"], 50],
      [
        "",
        [
          system,
          { role: "user", content: "How is the weather?" },
          {
            role: "assistant",
            content: "",
            toolCalls: [{ id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' }],
          },
          { role: "tool", content: '"rain"', toolCallId: "call_1" },
        ],
        ["weather"],
        50,
      ],
    ]);
  });

  it("an answer outside of the conversation leaves it as it was", async () => {
    const { client, scene } = await talk({});
    client.send({
      type: "response.create",
      response: {
        conversation: "none",
        instructions: "Name a colour.",
        output_modalities: ["text"],
        metadata: { a: "b" },
      },
    });
    const done = await client.next("response.done");
    expect(part(done, "response")).toMatchObject({ conversation_id: null, metadata: { a: "b" } });
    expect(client.types()).not.toContain("conversation.item.added");
    expect(scene.asked).toHaveLength(1);
  });

  it("speech is answered together with what was written before it", async () => {
    const { client, scene } = await talk();
    client.send(message("About my keys:"));
    client.append(sentence);
    client.append(silence);
    await client.next("response.done");
    expect(scene.asked.map(({ text }) => text)).toEqual(["About my keys: I lost my keys"]);
  });

  it("a second response is refused while the first is made, and a cancelled one says so", async () => {
    const respond: SceneOptions["respond"] = async function* (_request, signal) {
      yield { type: "emotion", emotion: happy, userEmotion: happy };
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    };
    const { client } = await talk({ respond });
    client.send(message("Hello"));
    client.send({ type: "response.create" });
    client.send({ type: "response.create" });
    expect(await client.next("error")).toMatchObject({ error: { code: "conversation_already_has_active_response" } });
    client.send({ type: "response.cancel" });
    expect(await client.next("response.done")).toMatchObject({
      response: { status: "cancelled", status_details: { reason: "client_cancelled" } },
    });
    client.send({ type: "response.cancel" });
    expect(await client.next("error")).toMatchObject({ error: { code: "response_cancel_not_active" } });
  });
});

describe("messages that cannot be used", () => {
  const item = (fields: object): object => ({ type: "conversation.item.create", item: fields });
  it.each([
    ["no JSON", "hello", "invalid_request", null],
    ["JSON that is no object", "[1]", "invalid_request", null],
    ["an unknown type", { type: "session.delete" }, "invalid_request", "type"],
    ["sound that is no base64", { type: "input_audio_buffer.append", audio: "§§" }, "invalid_request", "audio"],
    ["half a sample", { type: "input_audio_buffer.append", audio: "AAAA" }, "invalid_request", "audio"],
    [
      "another format of sound",
      { type: "session.update", session: { audio: { input: { format: { type: "audio/pcmu" } } } } },
      "invalid_request",
      "session.audio.input.format.type",
    ],
    [
      "an unknown language",
      { type: "session.update", session: { audio: { input: { transcription: { language: "xx" } } } } },
      "invalid_request",
      "session.audio.input.transcription.language",
    ],
    ["an unknown item", { type: "conversation.item.retrieve", item_id: "nope" }, "not_found", "item_id"],
    [
      "a picture",
      item({ type: "message", role: "user", content: [{ type: "input_image", image_url: "x" }] }),
      "invalid_request",
      "item.content[0].type",
    ],
    [
      "a truncation of nothing",
      { type: "conversation.item.truncate", item_id: "x", content_index: 0, audio_end_ms: 1 },
      "not_found",
      "item_id",
    ],
  ])("%s is an error event, and the connection goes on", async (_name, message, code, param) => {
    const { client } = await talk();
    client.socket.send(typeof message === "string" ? message : JSON.stringify(message));
    expect(await client.next("error")).toMatchObject({
      error: { code, param, message: expect.stringMatching(/expected/i) },
    });
    client.send({ type: "input_audio_buffer.clear" });
    await client.next("input_audio_buffer.cleared");
  });

  it("a binary message is an error event", async () => {
    const { client } = await talk();
    client.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.next("error")).toMatchObject({ error: { code: "invalid_request" } });
  });
});

describe("session.update", () => {
  it("is echoed whole: what was set, what was not, and what is not known", async () => {
    const { client } = await talk();
    client.send({
      type: "session.update",
      session: {
        type: "realtime",
        instructions: "Be kind.",
        tracing: "auto",
        audio: { input: { turn_detection: { type: "semantic_vad" } }, output: { voice: "marin" } },
      },
    });
    const { session } = await client.next("session.updated");
    expect(session).toMatchObject({
      instructions: "Be kind.",
      tracing: "auto",
      object: "realtime.session",
      output_modalities: ["audio"],
      audio: {
        input: {
          format: { type: "audio/pcm", rate: 24_000 },
          turn_detection: { type: "semantic_vad", eagerness: "auto", create_response: true, interrupt_response: true },
        },
        output: { voice: "marin", speed: 1 },
      },
    });
  });

  it("that is wrong changes nothing", async () => {
    const { client } = await talk({}, { instructions: "First." });
    client.send({ type: "session.update", session: { instructions: "Second.", max_output_tokens: 0 } });
    expect(await client.next("error")).toMatchObject({ error: { param: "session.max_output_tokens" } });
    client.send({ type: "session.update", session: {} });
    expect((await client.next("session.updated"))["session"]).toMatchObject({ instructions: "First." });
  });

  it("without create_response writes speech down and waits", async () => {
    const { client, scene } = await talk(
      {},
      { audio: { input: { turn_detection: { type: "server_vad", create_response: false } } } },
    );
    client.append(sentence);
    client.append(silence);
    await client.next("conversation.item.input_audio_transcription.completed");
    expect(scene.asked).toEqual([]);
    client.send({ type: "response.create" });
    await client.next("response.done");
    expect(scene.asked.map(({ text }) => text)).toEqual(["I lost my keys"]);
  });
});

it("a reply that cannot be stored is still answered", async () => {
  const { client } = await talk({ respond: answer("All is well with us here.") });
  client.append(sentence);
  client.append(silence);
  expect((await client.next("response.done"))["response"]).toMatchObject({ status: "completed" });
});
