import { describe, expect, test } from "vitest";
import { createRepartee } from "./index.ts";

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
    await expect(repartee.chat("Hello")).rejects.toMatchObject({ code: "no_model_configured", hint: /model/ });
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

  test("listen serves the same models over HTTP", async () => {
    await using repartee = await createRepartee({ model: "echo", port: 0 });
    const { url } = await repartee.listen();
    const list: unknown = await (await fetch(`${url}/v1/models`)).json();
    expect(list).toMatchObject({ data: [{ id: "echo" }] });
  });
});
