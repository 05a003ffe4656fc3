import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createRunningRequests } from "./running-requests.ts";

const asking = (id?: string): IncomingMessage => ({ headers: id === undefined ? {} : { "x-request-id": id } }) as never;

describe("running requests", () => {
  it("take the id that the client chose, unless another running one has it", () => {
    const running = createRunningRequests();
    expect(running.begin(asking("a.b-c_1"))).toBe("a.b-c_1");
    expect(running.begin(asking("a.b-c_1"))).toMatch(/^req-/);
    running.end("a.b-c_1");
    expect(running.begin(asking("a.b-c_1"))).toBe("a.b-c_1");
  });

  it("replace an id that is not a plain word", () => {
    const running = createRunningRequests();
    for (const id of [undefined, "", "a b", "a#1", "a\nb", "x".repeat(129), "ä"]) {
      expect(running.begin(asking(id))).toMatch(/^req-[\w-]{36}$/);
    }
  });

  it("are idle when the last one has ended, and not before", async () => {
    const running = createRunningRequests();
    await running.idle();
    const ids = [running.begin(asking()), running.begin(asking())];
    let idle = false;
    const waiting = running.idle().then(() => (idle = true));
    running.end(ids[0] ?? "");
    await Promise.resolve();
    expect(idle).toBe(false);
    running.end(ids[1] ?? "");
    await waiting;
  });
});
