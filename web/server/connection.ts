/** A server of Repartee, reached over HTTP: nothing of its code is imported here. */
export interface Connection {
  /** Without a slash at its end; empty for the server that this page came from. */
  readonly base: string;
  /** The API key that is known now. */
  key(): string | undefined;
  /** @throws ServerError for every answer that is an error, and `unreachable` where nobody answers. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** The same, read as JSON; the server's own answers are of the shape that its documents give. */
  read<Shape>(path: string, init?: RequestInit): Promise<Shape>;
}

export interface ConnectionOptions {
  readonly base?: string;
  /** The API key to send, if there is one. Asked at each request. */
  readonly key?: () => string | undefined;
  /** Called when the server wants another key; resolves with one to try again with, or undefined to give up. */
  readonly requestKey?: () => Promise<string | undefined>;
}

/** What the server said in place of an answer, with its stable code. */
export class ServerError extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string | undefined;

  constructor(message: string, facts: { readonly code: string; readonly status: number; readonly hint?: string }) {
    super(message);
    this.name = "ServerError";
    this.code = facts.code;
    this.status = facts.status;
    this.hint = facts.hint;
  }
}

export function createConnection({ base = "", key, requestKey }: ConnectionOptions = {}): Connection {
  const root = base.replace(/\/+$/, "");

  async function attempt(path: string, init: RequestInit, presented: string | undefined): Promise<Response> {
    const headers = new Headers(init.headers);
    if (presented !== undefined) headers.set("authorization", `Bearer ${presented}`);
    try {
      return await fetch(root + path, { ...init, headers });
    } catch (cause) {
      if (init.signal?.aborted === true) throw cause;
      throw new ServerError("The server cannot be reached", { code: "unreachable", status: 0 });
    }
  }

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    let response = await attempt(path, init, key?.());
    while (response.status === 401) {
      const presented = await requestKey?.();
      if (presented === undefined) break;
      response = await attempt(path, init, presented);
    }
    if (!response.ok) throw await toServerError(response);
    return response;
  }

  return {
    base: root,
    key: () => key?.(),
    send,
    async read<Shape>(path: string, init?: RequestInit): Promise<Shape> {
      return (await (await send(path, init)).json()) as Shape;
    },
  };
}

/** A JSON body to post. */
export function post(body: unknown, signal?: AbortSignal): RequestInit {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return signal === undefined ? init : { ...init, signal };
}

/** The body of an error. */
export interface ErrorBody {
  readonly error?: { readonly message?: string; readonly code?: string; readonly hint?: string };
}

async function toServerError(response: Response): Promise<ServerError> {
  const body: unknown = await response.json().catch(() => ({}));
  return fromErrorBody(body as ErrorBody, response.status);
}

/** From the body of an error, as it is also sent inside of streams. */
export function fromErrorBody({ error }: ErrorBody, status: number): ServerError {
  return new ServerError(error?.message ?? `The server answered with status ${status}`, {
    code: error?.code ?? "unknown",
    status,
    ...(error?.hint === undefined ? {} : { hint: error.hint }),
  });
}
