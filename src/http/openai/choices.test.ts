import { describe, expect, it } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import type { ReplyRequest } from "../../serving/serving.ts";
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

describe("several replies", () => {
  it("come as they are written, none waiting for another", async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const serving = createScriptedServing(async function* ({ requestId }) {
      if (requestId === "r#0") await released;
      yield* [start, text(requestId), finish()];
    });
    const order: number[] = [];
    for await (const { index, event } of streamChoices(serving, requests(2), never)) {
      if (event.type === "finish") order.push(index);
      if (index === 1 && event.type === "finish") release();
    }
    expect(order).toEqual([1, 0]);
  });

  it("are all freed when their reader leaves", async () => {
    const serving = createScriptedServing(async function* (_request, signal) {
      yield start;
      await aborted(signal);
      yield finish({ finishReason: "cancelled" });
    });
    const events = streamChoices(serving, requests(3), never);
    await events.next();
    await events.return();
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
