import { Agent, request as send } from "node:http";

/** One request and what came of it. */
export interface Asked {
  /** From the request to the first text of a stream, or to the end of a whole reply, in milliseconds. */
  readonly firstMs: number;
  /** Why it failed; undefined for a reply that came to its end. */
  readonly failure: string | undefined;
}

export interface Target {
  readonly url: string;
  readonly model: string;
  readonly key?: string;
}

export interface AskOptions {
  readonly stream: boolean;
  readonly tokens: number;
}

export type Ask = (options: AskOptions) => Promise<Asked>;

/** Asks over connections that are kept, as clients of a gateway do. */
export function createAsk({ url, model, key }: Target): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 2_000 });
  const headers = {
    "content-type": "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  const messages = [
    { role: "system", content: "You answer in few words." },
    { role: "user", content: "Which of these two films shall we watch tonight, and why that one?" },
  ];

  return ({ stream, tokens }) =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      let firstMs = Number.NaN;
      let tail = "";
      const finish = (failure: string | undefined): void =>
        resolve({ firstMs: Number.isNaN(firstMs) ? performance.now() - startedAt : firstMs, failure });
      const body = JSON.stringify({ model, messages, max_tokens: tokens, stream });
      const request = send(`${url}/chat/completions`, { method: "POST", headers, agent }, (response) => {
        response.setEncoding("latin1");
        response.on("data", (text: string) => {
          if (Number.isNaN(firstMs) && text.includes("word")) firstMs = performance.now() - startedAt;
          tail = (tail + text).slice(-1_000);
        });
        response.on("end", () => {
          const isWhole = stream ? tail.includes("data: [DONE]") && !tail.includes('"error"') : tail.includes("usage");
          finish(response.statusCode === 200 && isWhole ? undefined : `${response.statusCode} ${codeIn(tail)}`);
        });
        response.on("error", (error) => finish(error.message));
      });
      request.on("error", (error) => finish(error.message));
      request.end(body);
    });
}

function codeIn(text: string): string {
  return /"code": ?"(?<code>[^"]+)"/.exec(text)?.groups?.["code"] ?? text.slice(0, 100);
}
