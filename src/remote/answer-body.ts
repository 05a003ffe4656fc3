import type { IncomingMessage } from "node:http";
import { ReparteeError } from "../core/errors.ts";

/**
 * An answer's bytes as they come. A reader that leaves early closes the connection, so that the server stops working.
 * @throws ReparteeError `upstream_truncated` when the connection ends before the body does, `upstream_error` past
 * `limitBytes`; the signal's reason once it is aborted.
 */
export async function* readAnswer(
  response: IncomingMessage,
  { upstream, limitBytes }: { readonly upstream: string; readonly limitBytes: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  let sizeBytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > limitBytes) throw tooLarge(upstream, limitBytes);
      yield chunk;
    }
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    if (thrown instanceof ReparteeError) throw thrown;
    const message = `Upstream "${upstream}" broke off: the connection ended in the middle of its answer`;
    throw new ReparteeError("upstream_truncated", message, { facts: { upstream }, cause: thrown });
  }
}

/** The whole body as text. @throws ReparteeError as `readAnswer`. */
export async function readAnswerText(
  response: IncomingMessage,
  options: { readonly upstream: string; readonly limitBytes: number },
  signal: AbortSignal,
): Promise<string> {
  return await readText(readAnswer(response, options, signal));
}

export async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of bytes) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function tooLarge(upstream: string, limitBytes: number): ReparteeError {
  const message = `Cannot read the answer of upstream "${upstream}": it has more than ${limitBytes} bytes`;
  return new ReparteeError("upstream_error", message, { facts: { upstream, limit_bytes: limitBytes } });
}
