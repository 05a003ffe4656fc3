import { expect, test } from "vitest";
import { createTurnOrder } from "./turn-order.ts";

const never = (): AbortSignal => new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("one conversation's requests come in the order of their arrival, others are not held up", async () => {
  const order = createTurnOrder();
  const came: string[] = [];
  const leaves = new Map<string, () => void>();
  for (const name of ["a1", "a2", "a3", "b1"]) {
    void order.enter(name.charAt(0), never()).then((leave) => {
      came.push(name);
      leaves.set(name, leave);
    });
  }
  await settled();
  expect(came).toEqual(["a1", "b1"]);
  leaves.get("a1")?.();
  await settled();
  expect(came).toEqual(["a1", "b1", "a2"]);
  leaves.get("a2")?.();
  await settled();
  expect(came.at(-1)).toBe("a3");
});

test("who gives up while waiting is passed over, and lets nobody in early", async () => {
  const order = createTurnOrder();
  const leave = await order.enter("a", never());
  const caller = new AbortController();
  const waiting = order.enter("a", caller.signal);
  let isIn = false;
  const third = order.enter("a", never()).then((end) => {
    isIn = true;
    return end;
  });
  caller.abort(new Error("gone"));
  await expect(waiting).rejects.toMatchObject({ code: "cancelled", cause: { message: "gone" } });
  await settled();
  expect(isIn).toBe(false);
  leave();
  (await third)();
  await expect(order.enter("a", AbortSignal.abort(new Error("before")))).rejects.toMatchObject({ code: "cancelled" });
});
