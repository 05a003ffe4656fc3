/**
 * A Hugging Face hub on this machine for tests: its routes, its headers and its redirect of large files to a storage on
 * another origin, which refuses requests that carry a token, as signed storage URLs do. Content is held in memory.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { namesOf } from "./hosted-repository.ts";
import { createFaultList, type HubFault, type HubHost } from "./hub-fault.ts";
import { answerHub } from "./hub-routes.ts";
import type { HubServerOptions, HubState } from "./hub-state.ts";
import { sendBody } from "./send-body.ts";

/** One request as it came in. */
export interface SeenRequest {
  readonly host: HubHost;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface HubServer extends AsyncDisposable {
  /** The hub's origin. */
  readonly url: string;
  /** The storage's origin: another port. */
  readonly storageUrl: string;
  /** All requests so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Bytes of file bodies handed to sockets so far. */
  readonly sentBytes: number;
  inject(fault: HubFault): void;
  clearFaults(): void;
  /** Puts other bytes in a file's place. The commit stays. */
  replaceFile(repository: string, file: string, content: Uint8Array): void;
  /** Resolves when that many bytes of file bodies went out. */
  sent(byteCount: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens on two free ports of 127.0.0.1. */
export async function startHubServer(options: HubServerOptions): Promise<HubServer> {
  const faults = createFaultList();
  const requests: SeenRequest[] = [];
  const replaced = new Map<string, Uint8Array>();
  const waiting = new Set<{ readonly byteCount: number; readonly resolve: () => void }>();
  let sentBytes = 0;

  function contentOf(repository: string, file: string): Uint8Array | undefined {
    const hosted = options.repositories.find(({ id }) => id === repository)?.files.find(({ name }) => name === file);
    return replaced.get(`${repository}/${file}`) ?? hosted?.content;
  }

  function onSent(byteCount: number): void {
    sentBytes += byteCount;
    for (const waiter of waiting) {
      if (waiter.byteCount > sentBytes) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  }

  /** Notes the request and, unless a fault answers it, passes it on. */
  function listen(
    host: HubHost,
    answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  ): Server {
    return createServer((request, response) => {
      requests.push({ host, method: request.method ?? "", path: request.url ?? "", headers: request.headers });
      if (faults.take("refuse", host) !== undefined) return void response.destroy();
      const failure = faults.take("status", host);
      if (failure !== undefined) {
        const headers = failure.retryAfter === undefined ? {} : { "retry-after": failure.retryAfter };
        return void response.writeHead(failure.status, headers).end();
      }
      answer(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  async function answerStorage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://storage");
    const [owner = "", name = "", ...file] = url.pathname.slice(1).split("/").map(decodeURIComponent);
    const change = request.method === "GET" ? faults.take("replace") : undefined;
    if (change !== undefined) replaced.set(`${owner}/${name}/${change.file}`, change.content);
    const content = contentOf(`${owner}/${name}`, file.join("/"));
    // Signed URLs allow one way to prove who one is.
    const isRefused = request.headers.authorization !== undefined || url.searchParams.get("signature") === null;
    if (isRefused || content === undefined) return void response.writeHead(isRefused ? 400 : 404).end();
    // Not the hub's name of the content: storages have ETags of their own.
    const copy = faults.take("other-etag") === undefined ? "stored" : "copied";
    const etag = `"${copy}-${namesOf(content).sha256.slice(0, 32)}"`;
    await sendBody(request, response, { content, etag, faults, onSent });
  }

  const storage = listen("storage", answerStorage);
  const storageUrl = await listenOn(storage);
  const state: HubState = { options, faults, storageUrl, contentOf, onSent };
  const hub = listen("hub", (request, response) => answerHub(request, response, state));
  const url = await listenOn(hub);

  async function close(): Promise<void> {
    await Promise.all([hub, storage].map(closeServer));
  }

  return {
    url,
    storageUrl,
    requests,
    get sentBytes() {
      return sentBytes;
    },
    inject: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    replaceFile: (repository, file, content) => void replaced.set(`${repository}/${file}`, content),
    sent: (byteCount) =>
      new Promise((resolve) => {
        if (sentBytes >= byteCount) resolve();
        else waiting.add({ byteCount, resolve });
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listenOn(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
