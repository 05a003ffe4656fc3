import { expect, it } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import type { GenerateEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import { createFakeClock } from "./fake-clock.ts";
import { createFakeEngine } from "./fake-engine.ts";
import { createGate } from "./fake-engine/gate.ts";

const source = { name: "m", location: "" };
const { signal: notAborted } = new AbortController();
const failure = new ReparteeError("generation_failed", "Out of luck");

function request(id: string, content: string = "Good morning"): GenerateRequest {
  return { id, input: { kind: "chat", messages: [{ role: "user", content }] } };
}

async function readAll(events: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const all: GenerateEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The text of a reply and how it ended. */
async function outline(events: AsyncIterable<GenerateEvent>): Promise<string> {
  const parts = (await readAll(events)).map((event) => {
    if (event.type === "text-delta") return event.text;
    if (event.type === "finish") return `|${event.reason}`;
    return event.type === "error" ? `|${event.error.code}` : "";
  });
  return parts.join("");
}

it("fake model follows one script a request, and the last one from then on", async () => {
  const replies = [
    [{ type: "tokens", texts: ["First", " reply"] }],
    [
      { type: "tokens", texts: ["Broken"] },
      { type: "fail", error: failure },
    ],
    [],
  ] as const;
  const engine = createFakeEngine({ models: { m: { replies } } });
  const model = await engine.load(source, {}, notAborted);
  expect(await outline(model.generate(request("a"), notAborted))).toBe("First reply|stop");
  expect(await outline(model.generate(request("b"), notAborted))).toBe("Broken|generation_failed");
  expect(await outline(model.generate(request("c"), notAborted))).toBe("|stop");
  expect(await outline(model.generate(request("d"), notAborted))).toBe("|stop");
  expect(engine.requests.map(({ model: name, request: { id } }) => `${name} ${id}`)).toEqual([
    "m a",
    "m b",
    "m c",
    "m d",
  ]);
});

it("fake model continues its script over several loads", async () => {
  const replies = [[{ type: "crash" }], [{ type: "tokens", texts: ["Back"] }]] as const;
  const engine = createFakeEngine({ models: { m: { replies } } });
  const first = await engine.load(source, {}, notAborted);
  expect(await outline(first.generate(request("a"), notAborted))).toBe("|runner_crashed");
  const second = await engine.load(source, {}, notAborted);
  expect(await outline(second.generate(request("b"), notAborted))).toBe("Back|stop");
});

it("fake model waits at a gate until it is opened", async () => {
  const gate = createGate();
  const replies = [
    [
      { type: "tokens", texts: ["a"] },
      { type: "wait", gate },
      { type: "tokens", texts: ["b"] },
    ],
  ] as const;
  const engine = createFakeEngine({ models: { m: { replies } } });
  const model = await engine.load(source, {}, notAborted);
  const reply = outline(model.generate(request("a"), notAborted));
  await createFakeClock().advance(0);
  expect(engine.liveGenerations).toBe(1);
  gate.open();
  expect(await reply).toBe("ab|stop");
  expect(engine.liveGenerations).toBe(0);
});

it("fake model lets time pass on the clock that it was given", async () => {
  const clock = createFakeClock();
  const replies = [
    [
      { type: "delay", ms: 1000 },
      { type: "tokens", texts: ["late"] },
    ],
  ] as const;
  const engine = createFakeEngine({ clock, models: { m: { replies } } });
  const model = await engine.load(source, {}, notAborted);
  let text = "";
  const reply = outline(model.generate(request("a"), notAborted)).then((outlined) => (text = outlined));
  await clock.advance(999);
  expect(text).toBe("");
  await clock.advance(1);
  await reply;
  expect(text).toBe("late|stop");
});

it("fake model that hangs heeds abort, and takes its clock's call back", async () => {
  const clock = createFakeClock();
  const replies = [[{ type: "hang" }], [{ type: "delay", ms: 1000 }]] as const;
  const engine = createFakeEngine({ clock, models: { m: { replies } } });
  const model = await engine.load(source, {}, notAborted);
  for (const id of ["a", "b"]) {
    const abort = new AbortController();
    const reply = outline(model.generate(request(id), abort.signal));
    await clock.advance(0);
    abort.abort();
    expect(await reply).toBe("|cancelled");
  }
  expect(clock.pendingCount).toBe(0);
});

it("fake model that is wedged heeds nothing but its own end", async () => {
  const engine = createFakeEngine({ models: { m: { replies: [[{ type: "wedge" }]] } } });
  const model = await engine.load(source, {}, notAborted);
  const abort = new AbortController();
  let ended = false;
  const reply = outline(model.generate(request("a"), abort.signal)).finally(() => (ended = true));
  await createFakeClock().advance(0);
  abort.abort();
  await createFakeClock().advance(0);
  expect(ended).toBe(false);
  engine.crash("m");
  expect(await reply).toBe("|runner_crashed");
});

it("fake model, crashed from outside, ends all that runs and is no longer loaded", async () => {
  const engine = createFakeEngine({ models: { m: { replies: [[{ type: "hang" }]] } } });
  const model = await engine.load(source, {}, notAborted);
  const replies = ["a", "b"].map((id) => outline(model.generate(request(id), notAborted)));
  expect(engine.loadedModels).toEqual([model]);
  engine.crash("m");
  expect(await Promise.all(replies)).toEqual(["|runner_crashed", "|runner_crashed"]);
  expect(model.closed.aborted).toBe(true);
  expect(engine.loadedModels).toEqual([]);
  expect(engine.liveGenerations).toBe(0);
});

it("fake model runs as many requests as it has slots, and the others in their order", async () => {
  const gate = createGate();
  const replies = [
    [
      { type: "wait", gate },
      { type: "tokens", texts: ["done"] },
    ],
  ] as const;
  const engine = createFakeEngine({ models: { m: { slots: 1, replies } } });
  const model = await engine.load(source, {}, notAborted);
  const ended: string[] = [];
  const runs = ["a", "b", "c"].map((id) => outline(model.generate(request(id), notAborted)).then(() => ended.push(id)));
  await createFakeClock().advance(0);
  expect(ended).toEqual([]);
  gate.open();
  await Promise.all(runs);
  expect(ended).toEqual(["a", "b", "c"]);
});

it("fake engine loads with progress, delay and failure as written", async () => {
  const clock = createFakeClock();
  const loads = [
    [
      { type: "progress", fraction: 0.5 },
      { type: "delay", ms: 50 },
    ],
    [{ type: "fail", error: new ReparteeError("model_load_failed", "No luck") }],
    [{ type: "hang" }],
  ] as const;
  const engine = createFakeEngine({ clock, models: { m: { loads } } });
  const fractions: number[] = [];
  const slow = engine.load(source, { onProgress: (fraction) => fractions.push(fraction) }, notAborted);
  await clock.advance(0);
  expect(fractions).toEqual([0.5]);
  await clock.advance(50);
  await slow;
  expect(fractions).toEqual([0.5, 1]);
  await expect(engine.load(source, {}, notAborted)).rejects.toMatchObject({ code: "model_load_failed" });
  const abort = new AbortController();
  const hanging = engine.load(source, {}, abort.signal);
  abort.abort();
  await expect(hanging).rejects.toMatchObject({ code: "cancelled" });
  expect(engine.loads).toHaveLength(3);
  expect(engine.loadedModels).toHaveLength(1);
});
