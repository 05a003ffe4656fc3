import { expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { createReplicas } from "./replicas.ts";

const baseUrls = ["http://a/v1", "http://b/v1", "http://c/v1"];

function threeReplicas() {
  const clock = createFakeClock();
  return { clock, replicas: createReplicas({ baseUrls, maxConnections: 8, clock }) };
}

test("a conversation stays with one replica, and conversations are spread over all", () => {
  const { replicas } = threeReplicas();
  const counts = new Map<string, number>();
  for (let index = 0; index < 300; index += 1) {
    const first = replicas.pick(`conversation ${index}`);
    expect(replicas.pick(`conversation ${index}`)).toBe(first);
    counts.set(first.baseUrl, (counts.get(first.baseUrl) ?? 0) + 1);
  }
  expect([...counts.keys()].toSorted()).toEqual(baseUrls);
  for (const count of counts.values()) expect(count).toBeGreaterThan(60);
});

test("a replica that is added takes conversations over, and moves none between the others", () => {
  const { clock, replicas } = threeReplicas();
  const fewer = createReplicas({ baseUrls: baseUrls.slice(0, 2), maxConnections: 8, clock });
  for (let index = 0; index < 100; index += 1) {
    const now = replicas.pick(`${index}`).baseUrl;
    if (now !== "http://c/v1") expect(fewer.pick(`${index}`).baseUrl).toBe(now);
  }
});

test("an overloaded replica gives its conversation to the least busy one, until it has room again", () => {
  const { replicas } = threeReplicas();
  const preferred = replicas.pick("one");
  const leaves = Array.from({ length: 5 }, () => preferred.enter());
  const other = replicas.pick("one");
  expect(other).not.toBe(preferred);
  for (const leave of leaves) leave();
  for (const leave of leaves) leave();
  expect(preferred.outstanding).toBe(0);
  expect(replicas.pick("one")).toBe(preferred);
});

test("calls without a conversation go to the least busy replica, in turn where all are equal", () => {
  const { replicas } = threeReplicas();
  expect(new Set([1, 2, 3].map(() => replicas.pick().baseUrl)).size).toBe(3);
  const busy = replicas.pick();
  busy.enter();
  for (let count = 0; count < 6; count += 1) expect(replicas.pick()).not.toBe(busy);
});

test("a replica that cannot be reached is left out for five seconds, but not when it is the last one", async () => {
  const { clock, replicas } = threeReplicas();
  const preferred = replicas.pick("one");
  preferred.avoid();
  const second = replicas.pick("one");
  expect(second).not.toBe(preferred);
  await clock.advance(5_000);
  expect(replicas.pick("one")).toBe(preferred);
  expect(replicas.pick("one", preferred)).toBe(second);

  const alone = createReplicas({ baseUrls: ["http://a/v1"], maxConnections: 8, clock });
  const only = alone.pick();
  only.avoid();
  expect(alone.pick("one", only)).toBe(only);
});
