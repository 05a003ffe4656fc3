/** One client that asks for everything at once, and one that asks for a little. */
import { expect, test } from "vitest";
import { eventData, startServerProcess } from "./server-process.ts";

const [greedy, polite] = ["greedy", "polite"] as const;

test("a greedy client's 300 requests are answered or refused with 429, and a polite one's wait is short", async () => {
  await using server = await startServerProcess("--slots", "2", "--max-in-flight", "8", "--queue-timeout-ms", "60000");
  const ask = async (client: string, signal?: AbortSignal): Promise<{ status: number; last?: string; ms: number }> => {
    const startMs = performance.now();
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${client}` },
      body: JSON.stringify({ messages: [{ role: "user", content: "Go" }], stream: true, max_tokens: 20 }),
      signal,
    });
    let last: string | undefined;
    if (response.ok) for await (const data of eventData(response)) last = data;
    else expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    return { status: response.status, last, ms: performance.now() - startMs };
  };
  // Those that the server refuses for lack of room are refused by an answer, not by a closed connection.
  const many = Array.from({ length: 300 }, () => ask(greedy));
  for (const one of many) one.catch(() => {});
  const waits: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const { status, last, ms } = await ask(polite);
    expect([status, last]).toEqual([200, "[DONE]"]);
    waits.push(ms);
  }
  const answers = await Promise.all(many);
  for (const { status, last } of answers)
    expect([status, last]).toEqual(status === 200 ? [200, "[DONE]"] : [429, undefined]);
  // The polite one was done with five requests while most of the greedy one's were still to come.
  const later = answers.filter(({ ms }) => ms > Math.max(...waits)).length;
  expect(later).toBeGreaterThan(answers.length / 3);
}, 60_000);
