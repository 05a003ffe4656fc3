/** The features without a model and on an echo: what they answer, what they refuse, and what aborting does. */
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReplyEvent } from "../core/reply.ts";
import { ReparteeError } from "../core/errors.ts";
import { createRepartee, type Repartee } from "./create-repartee.ts";

async function read<Event>(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function textOf(events: readonly ReplyEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

// What a program without a compiler may hand over.
const wrong = (value: unknown): never => value as never;

let none: Repartee;
let echo: Repartee;
beforeAll(async () => {
  none = await createRepartee();
  echo = await createRepartee({ model: "echo" });
});
afterAll(async () => {
  await none[Symbol.asyncDispose]();
  await echo[Symbol.asyncDispose]();
});

describe("taste chat", () => {
  const taste = { favourite_films: ["Solaris", "Stalker"], name: "Mia" };

  test("answers with the model, whole and as it is written, with history", async () => {
    expect(await echo.generateResponse("One two")).toMatchObject({ text: "One two", source: "model", complete: true });
    const events = await read(
      echo.generateResponseStream({
        userInput: "three four",
        tasteAnalysis: taste,
        history: [{ role: "user", content: "One two" }],
      }),
    );
    expect(textOf(events)).toContain("three four");
    expect(events.filter(({ type }) => type === "finish")).toEqual([events.at(-1)]);
  });

  test("takes up the taste in a written reply when there is no model, and says so", async () => {
    const reply = await none.generateResponse({ userInput: "Something for tonight?", tasteAnalysis: taste });
    expect(reply).toMatchObject({ source: "template", reason: "no_model_configured", complete: true });
    expect(reply.text).toMatch(/Mia.*Solaris and Stalker/);
  });

  test("answers with the routes turned off, and with a model of its own that is not known", async () => {
    await using repartee = await createRepartee({ model: "echo", compatRoutes: false, enableSmollm: false });
    expect((await repartee.generateResponse("Hello")).source).toBe("model");
    expect((await repartee.smollm("Hello")).source).toBe("model");
    const lost = await repartee.generateResponse({ userInput: "Hello", model: "nobody" });
    expect(lost).toMatchObject({ source: "template", reason: "model_not_found" });
  });

  test("takes a taste analysis that is no JSON, refers to itself or has no end", async () => {
    const loop: Record<string, unknown> = { genres: ["noir"] };
    loop["self"] = loop;
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ inner }), "end");
    for (const tasteAnalysis of [loop, deep, 5n, () => 1, new Map([["a", 1]]), Symbol("x"), null]) {
      for (const repartee of [none, echo]) {
        expect((await repartee.generateResponse({ userInput: "Hello", tasteAnalysis })).text).not.toBe("");
      }
    }
  });

  test.each([
    [undefined, undefined],
    [[], undefined],
    [{}, "userInput"],
    ["", "userInput"],
    [{ userInput: " \u200b" }, "userInput"],
    [{ userInput: "x".repeat(8_001) }, "userInput"],
    [{ userInput: "a", history: "b" }, "history"],
    [{ userInput: "a", history: [{ role: "robot", content: "b" }] }, "history[0].role"],
    [{ userInput: "a", model: 5 }, "model"],
    [{ userInput: "a", signal: 5 }, "signal"],
    [{ userInput: "a", user_input: "b" }, "user_input"],
  ])("refuses %j, and ends a stream with it", async (request, param) => {
    const refused = { code: "invalid_request", param };
    await expect(echo.generateResponse(wrong(request))).rejects.toMatchObject(refused);
    expect(await read(echo.generateResponseStream(wrong(request)))).toMatchObject([{ type: "error", error: refused }]);
  });
});

describe("small box", () => {
  test("answers a text, a conversation and a prompt, within its length", async () => {
    expect(await echo.smollm("One two")).toMatchObject({ text: "One two", source: "model" });
    const messages = [{ role: "user", content: "three four five" }] as const;
    expect(await echo.smollm({ messages, maxTokens: 2 })).toMatchObject({ finishReason: "length" });
    expect(textOf(await read(echo.smollmStream({ prompt: "Once upon", temperature: 0 })))).toBe("Once upon");
  });

  test("echoes without a model, and says so", async () => {
    const said = { text: "Hello small box", source: "template", reason: "no_model_configured" };
    expect(await none.smollm("Hello small box")).toMatchObject(said);
    expect((await read(none.smollmStream("Hello"))).at(-1)).toMatchObject({ type: "finish", source: "template" });
  });

  test.each([
    [undefined, undefined],
    [{}, "messages"],
    [{ messages: [] }, "messages"],
    [{ prompt: 5 }, "prompt"],
    [{ prompt: "a", messages: [{ role: "user", content: "b" }] }, "prompt"],
    [{ prompt: "a", maxTokens: 0 }, "maxTokens"],
    [{ prompt: "a", temperature: "hot" }, "temperature"],
    [{ prompt: "a", signal: {} }, "signal"],
    [{ prompt: "a", max_tokens: 5 }, "max_tokens"],
  ])("refuses %j", async (request, param) => {
    const refused = { code: "invalid_request", param };
    await expect(echo.smollm(wrong(request))).rejects.toMatchObject(refused);
    expect(await read(echo.smollmStream(wrong(request)))).toMatchObject([{ type: "error", error: refused }]);
  });
});

describe("recommend", () => {
  test("tells tokens and items as they come, and answers from the catalog whatever the model says", async () => {
    let written = "";
    const shown: string[] = [];
    const answer = await echo.recommend({
      query: "a samurai film",
      limit: 3,
      onToken: (text) => (written += text),
      onRecommendation: ({ title }) => shown.push(title),
    });
    const { recommendations, source } = answer;
    expect(written).toBe(source === "template" ? "" : answer.text);
    expect(recommendations).toHaveLength(3);
    expect(shown).toEqual(recommendations.map(({ title }) => title));
    expect(source).not.toBe("fallback_model");
    const without = await none.recommend({ query: "a samurai film", limit: 2 });
    expect(without).toMatchObject({ source: "template", reason: "no_model_configured", complete: true });
  });

  test("ends with what a callback throws", async () => {
    const onRecommendation = (): never => {
      throw new RangeError("mine");
    };
    await expect(none.recommend({ query: "a western", onRecommendation })).rejects.toThrow("mine");
  });

  test.each([
    [undefined, undefined],
    [{}, "query"],
    [{ query: "a", limit: 21 }, "limit"],
    [{ query: "a", onToken: "print" }, "onToken"],
    [{ query: "a", onRecommendation: 5 }, "onRecommendation"],
    [{ query: "a", signal: true }, "signal"],
    [{ query: "a", user_id: "b" }, "user_id"],
  ])("refuses %j", async (request, param) => {
    await expect(none.recommend(wrong(request))).rejects.toMatchObject({ code: "invalid_request", param });
  });
});

describe("an aborted signal", () => {
  const signal = AbortSignal.abort();

  test("ends what writes a reply as cancelled, and never as a template", async () => {
    const finish = { source: "model", finishReason: "cancelled" };
    expect(await echo.generateResponse({ userInput: "a b", signal })).toMatchObject(finish);
    expect(await echo.smollm({ prompt: "a b", signal })).toMatchObject(finish);
    expect((await read(echo.generateResponseStream({ userInput: "a b", signal }))).at(-1)).toMatchObject(finish);
  });

  test("rejects what gives a value", async () => {
    const cancelled = { code: "cancelled" };
    await expect(echo.respond({ text: "a", signal })).rejects.toMatchObject(cancelled);
    await expect(echo.respondBatch([{ text: "a" }], { signal })).rejects.toMatchObject(cancelled);
    await expect(echo.embed({ texts: ["a"], signal })).rejects.toMatchObject(cancelled);
    await using fresh = await createRepartee({ model: "echo", preload: false });
    await expect(fresh.models.load("echo", { signal })).rejects.toMatchObject(cancelled);
  });
});

const silence = { samples: new Float32Array(1600), sampleRate: 16_000 };

/** Every function, so that a new one cannot be left out. */
const calls: Readonly<Record<string, (repartee: Repartee) => unknown>> = {
  chat: (r) => r.chat("a"),
  complete: (r) => r.complete({ prompt: "a" }),
  embed: (r) => r.embed({ texts: ["a"] }),
  classify: (r) => r.classify({ input: { kind: "text", text: "a" }, labels: ["x", "y"] }),
  respond: (r) => r.respond("a"),
  respondStream: (r) => read(r.respondStream("a")),
  respondBatch: (r) => r.respondBatch([]),
  generateResponse: (r) => r.generateResponse("a"),
  smollm: (r) => r.smollm("a"),
  recommend: (r) => r.recommend({ query: "a" }),
  converse: (r) => read(r.converse(silence)),
  transcribe: (r) => r.transcribe(silence),
  speak: (r) => read(r.speak("a")),
  openVoiceSession: (r) => r.openVoiceSession(),
  listen: (r) => r.listen(),
  "preferences.add": (r) => r.preferences.add({ userId: "u", title: "t" }),
  "preferences.list": (r) => r.preferences.list({ userId: "u" }),
  "preferences.search": (r) => r.preferences.search({ userId: "u", query: "q" }),
  "preferences.remove": (r) => r.preferences.remove("u", "i"),
  "conversations.list": (r) => r.conversations.list(),
  "conversations.find": (r) => r.conversations.find("c"),
  "conversations.messages": (r) => r.conversations.messages("c"),
  "conversations.emotions": (r) => r.conversations.emotions("c"),
  "conversations.remove": (r) => r.conversations.remove("c"),
  "users.export": (r) => r.users.export("u"),
  "users.remove": (r) => r.users.remove("u"),
  "personas.list": (r) => r.personas.list(),
  "personas.show": (r) => r.personas.show("ollie"),
  "personas.override": (r) => r.personas.override("ollie", {}),
  "personas.restore": (r) => r.personas.restore("ollie"),
  "models.list": (r) => r.models.list(),
  "models.running": (r) => r.models.running(),
  "models.add": (r) => r.models.add("echo"),
  "models.load": (r) => r.models.load("echo"),
  "models.unload": (r) => r.models.unload("echo"),
  "models.pull": (r) => r.models.pull("echo"),
  "models.remove": (r) => r.models.remove("echo"),
};
const streams: Readonly<Record<string, (repartee: Repartee) => AsyncIterable<ReplyEvent>>> = {
  stream: (r) => r.stream("a"),
  generateResponseStream: (r) => r.generateResponseStream("a"),
  smollmStream: (r) => r.smollmStream("a"),
};

describe("a disposed Repartee", () => {
  let disposed: Repartee;
  beforeAll(async () => {
    disposed = await createRepartee({ model: "echo" });
    await disposed[Symbol.asyncDispose]();
  });
  const refused = { code: "draining", message: expect.stringMatching(/^Cannot use this Repartee: it was disposed/) };

  test("has a row here for each of its functions", () => {
    const names = Object.entries(disposed).flatMap(([name, member]) =>
      typeof member === "function" ? [name] : Object.keys(member).map((inner) => `${name}.${inner}`),
    );
    expect([...Object.keys(calls), ...Object.keys(streams)].toSorted()).toEqual(names.toSorted());
  });

  test.each(Object.entries(calls))("refuses %s", async (_, call) => {
    await expect((async () => await call(disposed))()).rejects.toMatchObject(refused);
  });

  test.each(Object.entries(streams))("ends %s with an error event", async (_, stream) => {
    expect(await read(stream(disposed))).toMatchObject([{ type: "error", error: refused }]);
  });
});

describe("what no compiler checked", () => {
  let subject: Repartee;
  beforeAll(async () => {
    subject = await createRepartee({ model: "echo", port: 0 });
  });
  afterAll(async () => await subject[Symbol.asyncDispose]());

  const garbage = [undefined, null, true, 5, "talk.mp3", Symbol("x"), [], [null], {}, { signal: 5 }, () => 1];

  /** Nothing where it works, else the error's name. */
  async function outcome(call: () => unknown): Promise<string> {
    try {
      const result = await call();
      if (typeof result !== "object" || result === null) return "";
      if (Symbol.asyncIterator in result) await read(result as AsyncIterable<unknown>);
      else if (Symbol.asyncDispose in result) await (result as AsyncDisposable)[Symbol.asyncDispose]();
      return "";
    } catch (error) {
      return error instanceof ReparteeError ? "" : String(error);
    }
  }

  test("is refused by every function as a ReparteeError", async () => {
    const functions = Object.entries(subject).flatMap(
      ([name, member]: [string, unknown]): readonly (readonly [string, unknown])[] =>
        typeof member === "function"
          ? [[name, member]]
          : Object.entries(member as object).map(([inner, method]) => [`${name}.${inner}`, method]),
    );
    const problems: string[] = [];
    for (const [name, method] of functions) {
      for (const given of garbage) {
        const problem = await outcome(() => (method as (...args: unknown[]) => unknown)(given, given));
        if (problem !== "") problems.push(`${name}(${inspect(given)}): ${problem}`);
      }
    }
    expect(problems).toEqual([]);
  });

  test.each<readonly [string, (options: never) => unknown]>([
    ["respondBatch", (options) => subject.respondBatch([], options)],
    ["converse", (options) => subject.converse(silence, options)],
    ["transcribe", (options) => subject.transcribe(silence, options)],
    ["speak", (options) => subject.speak("a", options)],
    ["preferences.add", (options) => subject.preferences.add({ userId: "u", title: "t" }, options)],
    ["preferences.search", (options) => subject.preferences.search({ userId: "u", query: "q" }, options)],
    ["conversations.messages", (options) => subject.conversations.messages("c", options)],
    ["personas.override", (options) => subject.personas.override("ollie", options)],
    ["models.load", (options) => subject.models.load("echo", options)],
    ["models.pull", (options) => subject.models.pull("echo", options)],
    ["createRepartee", (options) => createRepartee(options)],
    ["createRepartee models", (models) => createRepartee({ models })],
    ["createRepartee upstreams", (upstreams) => createRepartee({ upstreams })],
    ["createRepartee log", (log) => createRepartee({ log })],
  ])("is refused as options of %s", async (_, call) => {
    for (const given of garbage) expect(await outcome(() => call(given as never))).toBe("");
  });

  test.each([
    ["transcribe", () => subject.transcribe(wrong("talk.mp3")), "recording"],
    ["transcribe nothing", () => subject.transcribe(wrong(undefined)), "recording"],
    ["converse", () => read(subject.converse(wrong("talk.mp3"))), "recording"],
    ["speak", () => read(subject.speak(wrong(5))), "text"],
    ["speak fast", () => read(subject.speak("a", { speed: 9 })), "speed"],
    ["speak in Klingon", () => read(subject.speak("a", { language: "tlh" })), "language"],
  ])("%s is refused by its field", async (_, call, param) => {
    await expect(call()).rejects.toMatchObject({ code: "invalid_request", param });
  });

  test("is refused by a voice session", async () => {
    await using session = await subject.openVoiceSession();
    const methods = ["push", "say", "hearText", "commit", "respond", "cancel", "truncate", "configure"] as const;
    for (const name of methods) {
      for (const given of garbage) {
        const method = session[name] as (...args: unknown[]) => unknown;
        expect(await outcome(() => method(given, given)), `${name}(${inspect(given)})`).toBe("");
      }
    }
  });
});
