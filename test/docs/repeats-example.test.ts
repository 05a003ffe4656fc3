import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRespondScene } from "../chat/respond-scene.ts";
import { createMemoryStores } from "../http/support/memory-stores.ts";
import { startServer } from "../http/support/start-server.ts";
import { replies, says } from "../serving/scene.ts";

const page = readFileSync(new URL("../../docs/http.md", import.meta.url), "utf8");
const example = /```js\n(async function respond[^]*?)```/.exec(page)?.[1] ?? "";

type Respond = (body: object, onEvent: (event: string, data: { text: string }) => void) => Promise<void>;

type Make = (fetch: unknown, setTimeout: unknown) => Respond;

test("the page's client of repeats gets each event once over connections that break", async () => {
  const stores = await createMemoryStores();
  const words = says("I", " hear", " you", " and", " I", " am", " here.");
  const chat = await createRespondScene({ models: { a: replies(words) } }, { conversations: stores.conversations });
  const { url } = await startServer({ stores, chat });
  let connections = 0;
  /** Breaks off each stream after two frames, until the fourth. */
  const breaking = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await fetch(url + path, init);
    connections += 1;
    if (connections === 1) throw new TypeError("the connection was lost before the answer");
    if (connections > 3) return response;
    const two = (await response.text()).split("\n\n").slice(0, 2).join("\n\n");
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(`${two}\n\nid: half`)),
      pull: (controller) => controller.error(new TypeError("terminated")),
    });
    return { ok: response.ok, status: response.status, body };
  };
  // The waits between tries are left out.
  const soon = (work: () => void): unknown => setImmediate(work);
  const source = `export function make(fetch, setTimeout) { ${example}; return respond; }`;
  const { make } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { make: Make };
  const respond = make(breaking, soon);
  const seen: string[] = [];
  await respond({ text: "I am sad" }, (event, { text }) => void seen.push(event === "token" ? text : event));
  expect(connections).toBeGreaterThanOrEqual(3);
  expect(seen[0]).toBe("emotion");
  expect(seen.at(-1)).toBe("done");
  expect(seen.slice(1, -1).join("")).toBe("I hear you and I am here.");
  expect(chat.scene.records).toHaveLength(1);
});
