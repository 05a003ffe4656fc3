import { describe, expect, test } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import { createPendingCalls, type PendingCall } from "./pending-calls.ts";

function call(failed: string[] = [], name = ""): PendingCall {
  return { succeed() {}, fail: () => void failed.push(name) };
}

describe("pending calls", () => {
  test("are awaited until the last is answered", () => {
    const calls = createPendingCalls();
    expect(calls.awaited.size).toBe(0);
    calls.add(1, call(), false);
    calls.add(2, call(), false);
    calls.delete(1);
    expect(calls.awaited.size).toBe(1);
    calls.delete(2);
    expect(calls.awaited.size).toBe(0);
  });

  test("that read ahead are awaited by nobody, and are no sign that the process is stuck", () => {
    const calls = createPendingCalls();
    calls.add(1, call(), true);
    expect(calls.awaited.size).toBe(0);
    calls.add(2, call(), false);
    expect(calls.awaited.size).toBe(1);
    calls.delete(1);
    expect(calls.awaited.size).toBe(1);
    expect(calls.get(1)).toBeUndefined();
  });

  test("all fail when the model is closed", () => {
    const failed: string[] = [];
    const calls = createPendingCalls();
    calls.add(1, call(failed, "embed"), false);
    calls.add(2, call(failed, "read ahead"), true);
    calls.failAll(new ReparteeError("model_unloaded", "It was unloaded"));
    expect(failed).toEqual(["embed", "read ahead"]);
  });
});
