import type { Prompt, StreamTimes } from "./stream-times.ts";

export interface ChatStreamOptions {
  /** Default 0.8. */
  readonly temperature?: number;
  /** CPU time of the serving process so far in milliseconds; undefined where it is unknown. */
  readonly servingCpuMs?: () => number | undefined;
}

export interface ChatReply extends StreamTimes {
  readonly text: string;
}

/** Asks an OpenAI-compatible server for one streamed reply and times its pieces. @throws Error when it breaks off. */
export async function streamChat(
  base: string,
  prompt: Prompt,
  { temperature = 0.8, servingCpuMs = () => undefined }: ChatStreamOptions = {},
): Promise<ChatReply> {
  const startedAt = performance.now();
  const response = await fetch(`${base}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      messages: prompt.messages,
      max_tokens: prompt.maxTokens,
      seed: prompt.seed,
      temperature,
      stream: true,
      stream_options: { include_usage: true },
    }),
  });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  let firstAt = Number.NaN;
  let lastAt = Number.NaN;
  let text = "";
  let pieces = 0;
  let firstCpuMs: number | undefined;
  let usage: Usage | undefined;
  for await (const data of eventData(response.body)) {
    if (data === "[DONE]") break;
    const chunk = JSON.parse(data) as Chunk;
    usage = chunk.usage ?? usage;
    if (chunk.error !== undefined) throw new Error(`The stream broke off: ${JSON.stringify(chunk.error)}`);
    const content = chunk.choices?.[0]?.delta.content;
    if (!content) continue;
    lastAt = performance.now();
    if (pieces === 0) {
      firstAt = lastAt;
      firstCpuMs = servingCpuMs();
    }
    pieces += 1;
    text += content;
  }
  const lastCpuMs = servingCpuMs();
  return {
    startedAt,
    firstAt,
    lastAt,
    text,
    tokens: usage?.completion_tokens ?? pieces,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
    ...(firstCpuMs === undefined || lastCpuMs === undefined
      ? {}
      : { servingCpuMs: { first: firstCpuMs, last: lastCpuMs } }),
  };
}

interface Usage {
  readonly completion_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number };
}

interface Chunk {
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[];
  readonly usage?: Usage | null;
  readonly error?: unknown;
}

/** The data lines of a stream of server-sent events. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) yield line.slice("data: ".length).trimEnd();
  }
}
