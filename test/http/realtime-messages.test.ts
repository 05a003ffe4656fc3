/** What `WS /v1/realtime` does with messages that set it up, or cannot be used. */
import { describe, expect, it } from "vitest";
import { sentence, silence, talk } from "./support/realtime-talk.ts";

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
