import { describe, expect, it } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import { aborted, createScriptedServing, finish, start, text } from "../../../test/http/support/scripted-serving.ts";
import { collectChoices, streamChoices } from "./choices.ts";

function requests(count: number): ReplyRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    requestId: `r#${index}`,
    models: ["tiny"],
    fallback: "none",
    generate: { input: { kind: "text", text: "" } },
  }));
}

const never = new AbortController().signal;
const services = (serving: Serving) => ({ serving, clock: systemClock, commitDeadlineMs: 10_000 });

describe("several replies", () => {
  it("come as they are written, none waiting for another", async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const serving = createScriptedServing(async function* ({ requestId }) {
      if (requestId === "r#0") await released;
      yield* [start, text(requestId), finish()];
    });
    const order: number[] = [];
    for await (const { choice, type } of await streamChoices(services(serving), requests(2), never)) {
      if (type === "finish") order.push(choice ?? -1);
      if (choice === 1 && type === "finish") release();
    }
    expect(order).toEqual([1, 0]);
  });

  it("are all freed when their reader leaves", async () => {
    const serving = createScriptedServing(async function* (_request, signal) {
      yield start;
      await aborted(signal);
      yield finish({ finishReason: "cancelled" });
    });
    for await (const { type } of await streamChoices(services(serving), requests(3), never)) {
      expect(type).toBe("start");
      break;
    }
    expect(serving.live).toBe(0);
  });

  it("that are wanted whole end together when one fails", async () => {
    const serving = createScriptedServing(async function* ({ requestId }, signal) {
      if (requestId === "r#1") yield { type: "error", error: new ReparteeError("empty_reply", "Nothing said") };
      await aborted(signal);
      yield finish({ finishReason: "cancelled" });
    });
    await expect(collectChoices(serving, requests(3), never)).rejects.toMatchObject({ code: "empty_reply" });
    await expect.poll(() => serving.live, { timeout: 10_000 }).toBe(0);
  });

  it("are freed when the client's signal is aborted", async () => {
    const serving = createScriptedServing(async function* (_request, signal) {
      await aborted(signal);
      yield finish({ finishReason: "cancelled", complete: false });
    });
    const controller = new AbortController();
    const replies = collectChoices(serving, requests(2), controller.signal);
    controller.abort();
    expect((await replies).map(({ finishReason }) => finishReason)).toEqual(["cancelled", "cancelled"]);
  });
});
