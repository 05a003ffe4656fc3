import { describe, expect, it } from "vitest";
import { namesOf, startHubServer, type HubServerOptions } from "./index.ts";

const commit = "c0ffee".padEnd(40, "0");
const large = new Uint8Array(5000).map((_, index) => index % 251);
const small = new TextEncoder().encode('{"model_type":"llama"}');
const hosted: HubServerOptions = {
  tokens: ["let-in", "known"],
  repositories: [
    {
      id: "acme/tiny",
      commit,
      files: [
        { name: "tiny.gguf", content: large },
        { name: "config.json", content: small, isLarge: false },
      ],
    },
    { id: "acme/gated", commit, gatedFor: ["let-in"], files: [{ name: "a.gguf", content: large }] },
  ],
};

function get(url: string, headers: Record<string, string> = {}, method: string = "GET"): Promise<Response> {
  return fetch(url, { headers, method, redirect: "manual" });
}

describe("hub server", () => {
  it("redirects a large file to the other origin and names its hash, size and commit", async () => {
    await using server = await startHubServer(hosted);
    const answer = await get(`${server.url}/acme/tiny/resolve/main/tiny.gguf`, {}, "HEAD");
    expect(answer.status).toBe(302);
    expect(answer.headers.get("x-linked-etag")).toBe(`"${namesOf(large).sha256}"`);
    expect(answer.headers.get("x-linked-size")).toBe("5000");
    expect(answer.headers.get("x-repo-commit")).toBe(commit);
    const location = answer.headers.get("location") ?? "";
    expect(location.startsWith(server.storageUrl)).toBe(true);
    const body = await get(location);
    expect(new Uint8Array(await body.arrayBuffer())).toEqual(large);
  });

  it("serves a small file itself, named by git's blob hash", async () => {
    await using server = await startHubServer(hosted);
    const answer = await get(`${server.url}/acme/tiny/resolve/${commit}/config.json`);
    expect([answer.status, answer.headers.get("etag")]).toEqual([200, `"${namesOf(small).gitSha1}"`]);
    // `git hash-object` of the same bytes.
    expect(namesOf(new TextEncoder().encode("hello\n")).gitSha1).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
  });

  it("honours Range, and If-Range only while the ETag is the same", async () => {
    await using server = await startHubServer(hosted);
    const url = `${server.storageUrl}/acme/tiny/tiny.gguf?signature=x`;
    const part = await get(url, { range: "bytes=10-19" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, "bytes 10-19/5000"]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(large.subarray(10, 20));
    const etag = part.headers.get("etag") ?? "";
    expect((await get(url, { range: "bytes=10-19", "if-range": etag })).status).toBe(206);
    expect((await get(url, { range: "bytes=10-19", "if-range": '"other"' })).status).toBe(200);
    expect((await get(url, { range: "bytes=5000-5001" })).status).toBe(416);
  });

  it("keeps gated files from strangers and from accounts without the licence, as the hub does", async () => {
    await using server = await startHubServer(hosted);
    const url = `${server.url}/acme/gated/resolve/main/a.gguf`;
    const answers = await Promise.all(
      [undefined, "known", "let-in", "made-up"].map((token) =>
        get(url, token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ),
    );
    expect(answers.map(({ status, headers }) => [status, headers.get("x-error-code")])).toEqual([
      [401, "GatedRepo"],
      [403, "GatedRepo"],
      [302, null],
      [401, null],
    ]);
  });

  it("refuses a token at the storage, and notes every header it saw", async () => {
    await using server = await startHubServer(hosted);
    const url = `${server.storageUrl}/acme/tiny/tiny.gguf?signature=x`;
    expect((await get(url, { authorization: "Bearer let-in" })).status).toBe(400);
    expect(server.requests.map(({ host, headers }) => [host, headers["authorization"]])).toEqual([
      ["storage", "Bearer let-in"],
    ]);
  });

  it("lists a repository with sizes and hashes", async () => {
    await using server = await startHubServer(hosted);
    const answer = await get(`${server.url}/api/models/acme/tiny/revision/main?blobs=true`);
    expect(await answer.json()).toMatchObject({
      sha: commit,
      gated: false,
      siblings: [
        { rfilename: "tiny.gguf", size: 5000, lfs: { sha256: namesOf(large).sha256 } },
        { size: small.length },
      ],
    });
  });

  it("spoils as many answers as were ordered, then none", async () => {
    await using server = await startHubServer(hosted);
    const url = `${server.storageUrl}/acme/tiny/tiny.gguf?signature=x`;
    server.inject({ kind: "status", at: "storage", status: 503, retryAfter: "2", times: 1 });
    const failed = await get(url);
    expect([failed.status, failed.headers.get("retry-after")]).toEqual([503, "2"]);
    server.inject({ kind: "truncate", afterBytes: 7, times: 1 });
    const short = await get(url, { range: "bytes=1-4999" });
    expect(short.headers.get("content-range")).toBe("bytes 1-7/5000");
    expect(new Uint8Array(await short.arrayBuffer())).toEqual(large.subarray(1, 8));
    server.inject({ kind: "cut", afterBytes: 100, times: 1 });
    await expect(get(url).then((cut) => cut.arrayBuffer())).rejects.toThrow();
    server.inject({ kind: "wrong-byte", offset: 1, times: 1 });
    expect(new Uint8Array(await (await get(url)).arrayBuffer())).not.toEqual(large);
    const whole = await get(url);
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(large);
  });
});
