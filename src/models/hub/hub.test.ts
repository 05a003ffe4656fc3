import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { namesOf, seededBytes, startHubServer, type HubServerOptions } from "../../../test/support/hub-server/index.ts";
import { createHub } from "./create-hub.ts";
import type { HubBody, HubFileRequest } from "./hub.ts";

const commit = "1234567890abcdef1234567890abcdef12345678";
const weights = seededBytes(1, 70_000);
const config = new TextEncoder().encode('{"model_type":"llama"}');
const hosted: HubServerOptions = {
  tokens: ["let-in", "known"],
  repositories: [
    {
      id: "acme/tiny",
      commit,
      files: [
        { name: "gguf/tiny.gguf", content: weights },
        { name: "config.json", content: config, isLarge: false },
      ],
    },
    { id: "acme/gated", commit, gatedFor: ["let-in"], files: [{ name: "a.gguf", content: weights }] },
  ],
};

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function listen(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

/** A bare server that answers everything with a redirect. */
function redirectTo(location: (url: string) => string): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(302, { location: location(`http://${request.headers.host}${request.url}`) }).end();
  });
  return listen(server);
}

function fileRequest(changes: Partial<HubFileRequest> = {}): HubFileRequest {
  const signal = new AbortController().signal;
  return { repository: "acme/tiny", revision: "main", file: "gguf/tiny.gguf", signal, ...changes };
}

async function read(body: HubBody | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of body?.chunks ?? []) parts.push(chunk);
  return Buffer.concat(parts);
}

describe("hub", () => {
  it("describes a large file by its SHA-256 without asking the storage", async () => {
    await using server = await startHubServer(hosted);
    const file = await createHub({ url: server.url }).describe(fileRequest());
    const { sha256 } = namesOf(weights);
    expect(file).toEqual({ sizeBytes: 70_000, identity: sha256, sha256, commit });
    expect(server.requests.map(({ host, method }) => [host, method])).toEqual([["hub", "HEAD"]]);
  });

  it("describes a small file by git's hash", async () => {
    await using server = await startHubServer(hosted);
    const file = await createHub({ url: server.url }).describe(fileRequest({ file: "config.json" }));
    const { gitSha1 } = namesOf(config);
    expect(file).toEqual({ sizeBytes: config.length, identity: gitSha1, gitSha1, commit });
  });

  it("describes a file of a mirror without linked headers by what its storage says", async () => {
    await using server = await startHubServer({ ...hosted, sendsLinkedHeaders: false });
    const file = await createHub({ url: server.url }).describe(fileRequest());
    expect(file).toMatchObject({ sizeBytes: 70_000, identity: expect.stringMatching(/^stored-/) });
    expect(file.sha256).toBeUndefined();
  });

  it("opens a range over the redirect, and sends the token to the hub alone", async () => {
    await using server = await startHubServer(hosted);
    const hub = createHub({ url: server.url });
    const body = await hub.open({ ...fileRequest({ token: "known" }), range: { start: 5, end: 25 } });
    expect(body).toMatchObject({ kind: "part", start: 5, lengthBytes: 20, totalBytes: 70_000 });
    expect(await read(body)).toEqual(Buffer.from(weights.subarray(5, 25)));
    expect(server.requests.map(({ host, headers }) => [host, headers["authorization"]])).toEqual([
      ["hub", "Bearer known"],
      ["storage", undefined],
    ]);
    const again = { ...fileRequest(), range: { start: 5, end: 25 } };
    const same = await hub.open({ ...again, ifRange: body?.storageEtag ?? "" });
    const other = await hub.open({ ...again, ifRange: '"other"' });
    expect([same?.kind, other?.kind]).toEqual(["part", "whole"]);
    same?.close();
    other?.close();
    expect(await hub.open({ ...fileRequest(), range: { start: 70_000, end: 70_001 } })).toBeUndefined();
  });

  it("learns the size from a range where HEAD has none, as of files that a cache compresses", async () => {
    const url = await listen(
      createServer((request, response) => {
        response.setHeader("etag", '"x"');
        if (request.method === "HEAD") response.writeHead(200, { "transfer-encoding": "chunked" }).end();
        else response.writeHead(206, { "content-range": "bytes 0-0/77", "content-length": "1" }).end("a");
      }),
    );
    expect(await createHub({ url }).describe(fileRequest())).toEqual({ sizeBytes: 77, identity: "x" });
  });

  it("refuses a body that was compressed on the way, and a hub that tells no version", async () => {
    const compressed = await listen(
      createServer((_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("x")),
    );
    const hub = createHub({ url: compressed });
    await expect(hub.open(fileRequest())).rejects.toMatchObject({ message: expect.stringContaining('"gzip"') });
    await expect(hub.describe(fileRequest())).rejects.toMatchObject({
      message: expect.stringContaining("neither size"),
    });
  });

  it("lists files with sizes and hashes, also of a gated repository", async () => {
    await using server = await startHubServer(hosted);
    const hub = createHub({ url: server.url });
    expect(await hub.list(fileRequest())).toEqual({
      commit,
      gated: false,
      files: [
        { file: "gguf/tiny.gguf", sizeBytes: 70_000, sha256: namesOf(weights).sha256 },
        { file: "config.json", sizeBytes: config.length },
      ],
    });
    expect((await hub.list(fileRequest({ repository: "acme/gated" }))).gated).toBe(true);
  });

  it.each([
    ["gated, no token", { repository: "acme/gated", file: "a.gguf" }, "model_gated", /acme\/gated.*HUGGINGFACE_TOKEN/],
    ["gated, licence not accepted", { repository: "acme/gated", file: "a.gguf", token: "known" }, "model_gated", /Accept the licence at .*acme\/gated with the account/], // prettier-ignore
    ["token that nobody has", { token: "made-up" }, "hub_token_rejected", /HUGGINGFACE_TOKEN.*settings\/tokens/],
    ["no such repository", { repository: "acme/none" }, "repository_not_found", /acme\/none.*private/],
    ["no such repository, with a token", { repository: "acme/none", token: "known" }, "repository_not_found", /acme/],
    ["no such revision", { revision: "v9" }, "repository_not_found", /branches and tags/],
    ["no such file", { file: "none.gguf" }, "repository_file_not_found", /tree\/main/],
  ])("says what to do next: %s", async (_name, changes, code, hint) => {
    await using server = await startHubServer(hosted);
    const hub = createHub({ url: server.url });
    const expected = { code, hint: expect.stringMatching(hint) };
    await expect(hub.describe(fileRequest(changes))).rejects.toMatchObject(expected);
    await expect(hub.open(fileRequest(changes))).rejects.toMatchObject(expected);
  });

  it("says that the network is away when nothing answers", async () => {
    const server = await startHubServer(hosted);
    await server.close();
    await expect(createHub({ url: server.url }).describe(fileRequest())).rejects.toMatchObject({
      code: "hub_unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
      hint: expect.stringMatching(/network.*give its path/),
    });
  });

  it("follows a renamed repository on the same origin with the token", async () => {
    const seen: unknown[] = [];
    const renamed = createServer((request, response) => {
      const path = request.url ?? "";
      seen.push([path, request.headers.authorization]);
      if (path.startsWith("/old/")) response.writeHead(307, { location: path.replace("/old/", "/new/") }).end();
      else response.writeHead(200, { etag: '"x"', "content-length": "3" }).end();
    });
    const url = await listen(renamed);
    const file = await createHub({ url }).describe(fileRequest({ repository: "old/tiny", file: "a", token: "known" }));
    expect(file).toEqual({ sizeBytes: 3, identity: "x" });
    expect(seen).toEqual([
      ["/old/tiny/resolve/main/a", "Bearer known"],
      ["/new/tiny/resolve/main/a", "Bearer known"],
    ]);
  });

  it("drops the token for good once a redirect has left its origin", async () => {
    const seen: unknown[] = [];
    let elsewhere = "";
    const url = await listen(
      createServer((request, response) => {
        seen.push([request.url, request.headers.authorization]);
        if (request.url !== "/back") response.writeHead(302, { location: elsewhere }).end();
        else response.writeHead(200, { etag: '"x"', "content-length": "3" }).end("abc");
      }),
    );
    elsewhere = await redirectTo(() => `${url}/back`);
    const body = await createHub({ url }).open(fileRequest({ file: "a", token: "known" }));
    expect((await read(body)).toString()).toBe("abc");
    expect(seen).toEqual([
      ["/acme/tiny/resolve/main/a", "Bearer known"],
      ["/back", undefined],
    ]);
  });

  it.each([
    ["in a circle", (url: string) => url, "more than 5 times"],
    ["with credentials", () => "http://user:pass@127.0.0.1:1/x", "credentials"],
    ["to another protocol", () => "file:///etc/passwd", "not encrypted"],
  ])("refuses a redirect %s", async (_name, location, message) => {
    const url = await redirectTo(location);
    await expect(createHub({ url }).open(fileRequest())).rejects.toMatchObject({
      code: "download_failed",
      message: expect.stringContaining(message),
    });
  });

  it("refuses names that are not plain before anything is sent", async () => {
    await using server = await startHubServer(hosted);
    const hub = createHub({ url: server.url });
    for (const file of [
      "../x",
      "a/../b",
      "/etc/passwd",
      "a\\b",
      "a//b",
      "",
      ".hidden",
      "CON",
      "x.part",
      "x.origin.json",
      "a b",
      "ü",
    ])
      await expect(hub.describe(fileRequest({ file })), file).rejects.toMatchObject({ code: "invalid_request" });
    for (const repository of ["tiny", "../..", "a/b/c", "acme/", "acme/..", "acme/%2e%2e", "acme/tiny?x"])
      await expect(hub.describe(fileRequest({ repository })), repository).rejects.toMatchObject({
        code: "invalid_request",
      });
    for (const revision of ["", "..", "refs/pr/1", "main?"])
      await expect(hub.describe(fileRequest({ revision })), revision).rejects.toMatchObject({
        code: "invalid_request",
      });
    await expect(hub.describe(fileRequest({ token: "a\r\nHost: x" }))).rejects.toMatchObject({
      code: "config_invalid",
    });
    expect(server.requests).toEqual([]);
  });

  it("ends with the signal's reason when it is cancelled", async () => {
    await using server = await startHubServer(hosted);
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    const request = fileRequest({ signal: controller.signal });
    await expect(createHub({ url: server.url }).describe(request)).rejects.toThrow("enough");
  });

  it("takes no address that is more than an address", () => {
    for (const url of ["ftp://hub", "https://a:b@hub", "https://hub?x=1", "hub"])
      expect(() => createHub({ url }), url).toThrow(/hub's address/);
    expect(createHub({ url: "https://hub/prefix/" }).url).toBe("https://hub/prefix");
  });
});
