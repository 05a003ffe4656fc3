/** One request to an OpenAI-compatible gateway, and what its client sees of the answer. */

export interface GatewayRequest {
  /** Base URL of the gateway, without `/v1`. */
  readonly target: string;
  readonly model: string;
  readonly words: string;
  readonly stream: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields beside the usual ones. */
  readonly body?: object;
  /** An answer that is not over by then is late. */
  readonly deadlineMs: number;
}

export interface SeenAnswer {
  /**
   * `whole`: it says that it is complete. `cut`: it says that it is not. `error`: it has the error of a status or of an
   * event. `broken`: it has no end, or none that can be read. `late`: its end did not come in time.
   */
  readonly ends: "whole" | "cut" | "error" | "broken" | "late";
  readonly status: number | undefined;
  readonly text: string;
  /** Errors that it names. */
  readonly errors: readonly string[];
  /** What a reply of Repartee says about itself. */
  readonly source: string | undefined;
  readonly ms: number;
}

interface Frame {
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string | null };
    readonly message?: { readonly content?: string | null };
    readonly finish_reason?: string | null;
  }[];
  readonly error?: { readonly message?: string } | string | null;
  readonly repartee?: { readonly source?: string; readonly complete?: boolean };
}

export async function askGateway(request: GatewayRequest): Promise<SeenAnswer> {
  const startMs = performance.now();
  const { target, model, words, stream, deadlineMs } = request;
  const signal = AbortSignal.timeout(deadlineMs);
  const seen = { status: undefined as number | undefined, data: "" };
  const messages = [{ role: "user", content: words }];
  let broken: Error | undefined;
  try {
    const response = await fetch(`${target}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...request.headers },
      body: JSON.stringify({ model, messages, stream, ...request.body }),
      signal,
    });
    seen.status = response.status;
    const decoder = new TextDecoder();
    const bytes: AsyncIterable<Uint8Array> | null = response.body;
    if (bytes !== null) for await (const chunk of bytes) seen.data += decoder.decode(chunk, { stream: true });
  } catch (thrown) {
    broken = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  const ms = performance.now() - startMs;
  const frames =
    stream && seen.status === 200 ? streamFrames(seen.data) : { values: [wholeFrame(seen)], isDone: false };
  return { ...readFrames(frames, seen.status, broken, signal.aborted), status: seen.status, ms };
}

const maxShownError = 200;

/** A bad status with words of its own is an error for every client, whatever its form. */
function wholeFrame({
  status = 0,
  data,
}: {
  readonly status?: number | undefined;
  readonly data: string;
}): Frame | undefined {
  const frame = parse(data);
  return status < 400 || data.trim() === "" || frame?.error != null ? frame : { error: data.slice(0, maxShownError) };
}

interface Frames {
  readonly values: readonly (Frame | undefined)[];
  /** `[DONE]` came. */
  readonly isDone: boolean;
}

function streamFrames(data: string): Frames {
  const events = data.split(/\r?\n\r?\n/).map((event) =>
    event
      .split(/\r?\n/)
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice("data:".length).trim())
      .join("\n"),
  );
  const all = events.filter((event) => event !== "");
  // An answer that is no event stream may still be one whole reply or one error.
  if (all.length === 0 && data.trim().startsWith("{")) return { values: [parse(data)], isDone: false };
  const frames = all.filter((event) => event !== "[DONE]");
  return { values: frames.map(parse), isDone: frames.length < all.length };
}

function parse(text: string): Frame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function readFrames(
  { values, isDone }: Frames,
  status: number | undefined,
  broken: Error | undefined,
  isLate: boolean,
): Omit<SeenAnswer, "status" | "ms"> {
  const choices = values.flatMap((frame) => frame?.choices ?? []);
  const text = choices.map(({ delta, message }) => (delta ?? message)?.content ?? "").join("");
  const reasons = choices.flatMap(({ finish_reason: reason }) => reason ?? []);
  const errors = values.flatMap((frame) => (frame?.error == null ? [] : [messageOf(frame.error)]));
  const marks = values.findLast((frame) => frame?.repartee !== undefined)?.repartee;
  const seen = { text, errors, source: marks?.source };
  if (isLate) return { ...seen, ends: "late" };
  if (errors.length > 0 && broken === undefined) return { ...seen, ends: "error" };
  if (broken !== undefined || status !== 200) return { ...seen, ends: "broken" };
  const reason = reasons.at(-1);
  if (marks?.complete === false || (reason !== undefined && reason !== "stop")) return { ...seen, ends: "cut" };
  return { ...seen, ends: reason === "stop" || isDone ? "whole" : "broken" };
}

function messageOf(error: NonNullable<Frame["error"]>): string {
  return typeof error === "string" ? error : (error.message ?? "");
}
