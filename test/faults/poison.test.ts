/** Requests that hold much work in few bytes: each ends alone, and soon, and takes nothing from the others. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventData, openStream, startServerProcess, until, type ServerProcess } from "./server-process.ts";

/** Process ids of runners are read from /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

let server: ServerProcess;

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body), signal });
}

interface Running {
  readonly models: readonly { readonly leases: number; readonly pid: number; readonly resident_bytes?: number }[];
}

async function running(): Promise<Running["models"]> {
  return ((await (await fetch(`${server.url}/api/ps`)).json()) as Running).models;
}

/** The other requests' side: a stream that runs meanwhile, to its end. */
async function lastOf(stream: Response): Promise<string | undefined> {
  let last: string | undefined;
  for await (const data of eventData(stream)) last = data;
  return last;
}

describeOnLinux("a poisonous request", () => {
  beforeAll(async () => {
    server = await startServerProcess();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    [
      "18,000 tiny turns",
      "/v1/chat/completions",
      { messages: Array.from({ length: 18_000 }, () => ({ role: "user", content: "a" })) },
      "invalid_request",
    ],
    ["20,000 control tokens", "/v1/completions", { prompt: "<|im_start|>a".repeat(20_000) }, "context_length_exceeded"],
    [
      "20,000 control tokens in a turn",
      "/v1/chat/completions",
      { messages: [{ role: "user", content: "<|im_end|>a".repeat(20_000) }] },
      "context_length_exceeded",
    ],
    ["one word of a megabyte", "/v1/completions", { prompt: "a".repeat(1_000_000) }, "context_length_exceeded"],
  ])("of %s is refused, and neither the model nor its streams notice", async (_, path, body, code) => {
    const before = server.runnerPids();
    const stream = await openStream(server.url, 200);
    const answer = await post(path, { model: "endless", max_tokens: 5, ...body });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code } }]);
    expect(await lastOf(stream)).toBe("[DONE]");
    expect(server.runnerPids()).toEqual(before);
  });

  it("whose client has left is not worked on, and is not hidden while it is", async () => {
    const leaving = new AbortController();
    const left = expect(
      post("/v1/embeddings", { model: "endless", input: "word ".repeat(180_000) }, leaving.signal),
    ).rejects.toThrow();
    await until(async () => (await running())[0]?.leases === 1, 5_000, "the embedding's lease");
    const beside = await openStream(server.url, 5);
    expect(await lastOf(beside)).toBe("[DONE]");
    expect((await running())[0]).toMatchObject({ leases: 1, resident_bytes: expect.any(Number) });
    leaving.abort();
    await left;
    await until(async () => (await running())[0]?.leases === 0, 5_000, "the end of the embedding");
  });
});
