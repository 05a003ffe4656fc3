/** `WS /v1/realtime` as a client sees it: turns, interruptions, responses. */
import { describe, expect, it } from "vitest";
import { answer, happy, type SceneOptions } from "../support/voice/voice-scene.ts";
import { manual, part, sentence, shape, silence, soundMs, talk } from "./support/realtime-talk.ts";

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

it("a reply that cannot be stored is still answered", async () => {
  const { client } = await talk({ respond: answer("All is well with us here.") });
  client.append(sentence);
  client.append(silence);
  expect((await client.next("response.done"))["response"]).toMatchObject({ status: "completed" });
});
