import { describe, expect, test } from "vitest";
import { createRepartee } from "./create-repartee.ts";

describe("createRepartee", () => {
  test("chat answers a text and a conversation with the default model", async () => {
    await using repartee = await createRepartee({ model: "echo" });
    expect(await repartee.chat("Hello there")).toMatchObject({ text: "Hello there", source: "model", complete: true });
    const messages = [{ role: "user", content: "one two three" }] as const;
    expect((await repartee.chat({ messages, maxTokens: 2 })).finishReason).toBe("length");
  });

  test("stream yields the reply in pieces and one terminal event", async () => {
    await using repartee = await createRepartee({ model: "echo" });
    const types: string[] = [];
    let text = "";
    for await (const event of repartee.stream("a b c")) {
      types.push(event.type);
      if (event.type === "text-delta") text += event.text;
    }
    expect(text).toBe("a b c");
    expect(types.filter((type) => type === "text-delta").length).toBeGreaterThan(1);
    expect(types.filter((type) => type === "finish")).toEqual(["finish"]);
    expect(types.at(-1)).toBe("finish");
  });

  test("complete goes on with a text", async () => {
    await using repartee = await createRepartee({ model: "echo" });
    expect((await repartee.complete({ prompt: "Once upon" })).text).toBe("Once upon");
  });

  test("a signal ends a reply as cancelled", async () => {
    await using repartee = await createRepartee({ model: "echo" });
    const signal = AbortSignal.abort();
    let last: unknown;
    for await (const event of repartee.stream({ messages: [{ role: "user", content: "a b" }], signal })) last = event;
    expect(last).toMatchObject({ type: "finish", finishReason: "cancelled" });
  });

  test("without a model, chat rejects with what to do, and gives a template when asked to", async () => {
    await using repartee = await createRepartee();
    await expect(repartee.chat("Hello")).rejects.toMatchObject({
      code: "no_model_configured",
      hint: expect.stringMatching(/createRepartee/),
    });
    const messages = [{ role: "user", content: "Hello" }] as const;
    expect(await repartee.chat({ messages, fallback: "template" })).toMatchObject({
      source: "template",
      reason: "no_model_configured",
    });
  });

  test("embed and classify tell when the model cannot", async () => {
    await using repartee = await createRepartee({ model: "echo" });
    await expect(repartee.embed({ texts: ["a"] })).rejects.toMatchObject({ code: "unsupported_by_model" });
    const input = { kind: "text", text: "a" } as const;
    await expect(repartee.classify({ input, labels: ["x", "y"] })).rejects.toMatchObject({
      code: "unsupported_by_model",
    });
    expect(repartee.models.list()[0]?.leases).toBe(0);
  });

  test("models are loaded, listed and unloaded; an unknown name is an error", async () => {
    await using repartee = await createRepartee({ model: "echo", preload: false });
    expect(repartee.models.list()).toMatchObject([{ name: "echo", state: "unloaded" }]);
    expect(await repartee.models.load("echo")).toMatchObject({ state: "ready" });
    expect(await repartee.models.unload("echo")).toMatchObject({ state: "unloaded" });
    await expect(repartee.models.load("nowhere")).rejects.toMatchObject({ code: "model_not_found" });
  });

  test("wrong options are refused at once", async () => {
    await expect(createRepartee({ port: 70_000 })).rejects.toMatchObject({ code: "config_invalid" });
    await expect(createRepartee({ model: "llama3" })).rejects.toMatchObject({ code: "config_invalid" });
  });

  const wrong: readonly (readonly [request: unknown, param: string | undefined])[] = [
    [undefined, undefined],
    [null, undefined],
    [5, undefined],
    [{}, "messages"],
    [{ messages: "x" }, "messages"],
    [{ messages: [{ role: "user", content: "a" }], maxTokens: -1 }, "maxTokens"],
    [{ messages: [{ role: "user", content: "a" }], sampling: { temperature: "hot" } }, "sampling.temperature"],
    [{ messages: [{ role: "user", content: "a" }], model: 5 }, "model"],
    [{ messages: [{ role: "user", content: "a" }], signal: {} }, "signal"],
    [{ messages: [{ role: "user", content: "a" }], fallback: "yes" }, "fallback"],
    [{ messages: [{ role: "user", content: "a" }], tool_choice: "auto" }, "tool_choice"],
  ];
  test.each(wrong)(
    "a request of %j is refused by chat, and ends a stream with an error event",
    async (request, param) => {
      await using repartee = await createRepartee({ model: "echo" });
      // What a program without a compiler may hand over.
      const given = request as string;
      await expect(repartee.chat(given)).rejects.toMatchObject({ code: "invalid_request", param });
      const events: unknown[] = [];
      for await (const event of repartee.stream(given)) events.push(event);
      expect(events).toMatchObject([{ type: "error", error: { code: "invalid_request", param } }]);
    },
  );

  test("complete, embed and classify refuse what is no request of theirs", async () => {
    await using repartee = await createRepartee({ model: "echo" });
    const nothing = undefined as unknown as never;
    for (const act of [repartee.complete, repartee.embed, repartee.classify]) {
      await expect(act(nothing)).rejects.toMatchObject({ code: "invalid_request" });
      await expect(act({} as never)).rejects.toMatchObject({
        code: "invalid_request",
        param: expect.stringMatching(/prompt|texts|input/),
      });
    }
  });

  test("after disposing everything is refused, listening included, in words that fit a library", async () => {
    const repartee = await createRepartee({ model: "echo", port: 0 });
    await repartee[Symbol.asyncDispose]();
    const refused = { code: "draining", message: expect.stringMatching(/^Cannot use this Repartee: it was disposed/) };
    await expect(repartee.chat("Hello")).rejects.toMatchObject(refused);
    await expect(repartee.listen()).rejects.toMatchObject(refused);
    await expect(repartee.embed({ texts: ["a"] })).rejects.toMatchObject(refused);
    await expect(repartee.models.load("echo")).rejects.toMatchObject(refused);
    for await (const event of repartee.stream("Hello")) expect(event).toMatchObject({ type: "error", error: refused });
    await repartee[Symbol.asyncDispose]();
  });

  test("several listens open several ports, and disposing closes all", async () => {
    const repartee = await createRepartee({ model: "echo", port: 0 });
    const addresses = [await repartee.listen(), await repartee.listen()];
    expect(new Set(addresses.map(({ port }) => port)).size).toBe(2);
    for (const { url } of addresses) expect((await fetch(`${url}/health`)).status).toBe(200);
    await repartee[Symbol.asyncDispose]();
    for (const { url } of addresses) await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  test("an address that is none is refused", async () => {
    await using repartee = await createRepartee({ model: "echo" });
    await expect(repartee.listen({ port: -1 })).rejects.toMatchObject({ code: "config_invalid", param: "port" });
  });

  test("listen serves the same models over HTTP", async () => {
    await using repartee = await createRepartee({ model: "echo", port: 0 });
    const { url } = await repartee.listen();
    const list: unknown = await (await fetch(`${url}/v1/models`)).json();
    expect(list).toMatchObject({ data: [{ id: "echo" }] });
  });
});

describe("respond", () => {
  test("answers as a persona, whole, as it is spoken and in a batch, without a model by a canned line", async () => {
    await using repartee = await createRepartee({});
    const reply = await repartee.respond("Hello");
    expect(reply).toMatchObject({ persona: "ollie", success: false, reason: "no_model_configured", complete: true });
    const types: string[] = [];
    for await (const event of repartee.respondStream({ text: "Hola", language: "es" })) types.push(event.type);
    expect([types[0], types.at(-1)]).toEqual(["emotion", "done"]);
    const replies = await repartee.respondBatch([
      { text: "a", language: "de" },
      { text: "b", language: "it" },
    ]);
    expect(replies.map(({ language }) => language)).toEqual(["de", "it"]);
  });

  test("refuses a wrong request by its field", async () => {
    await using repartee = await createRepartee({});
    await expect(repartee.respond({ text: "" })).rejects.toMatchObject({ code: "invalid_request", param: "text" });
    await expect(repartee.respond({ text: "x", persona: "nobody" })).rejects.toMatchObject({
      code: "persona_not_found",
    });
  });
});
