import { ReparteeError } from "../../core/errors.ts";

/** Longest line in characters (1 MiB of ASCII): a frame of a reply has a few hundred. */
export const maxLineLength = 1_048_576;

/**
 * The lines of a stream of UTF-8, however its bytes are cut into chunks; blank ones are left out. The last line needs no
 * line break. @throws ReparteeError `upstream_error` past `maxLineLength`.
 */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
  upstream: string,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      assertLength(line, upstream);
      if (line.trim() !== "") yield line;
    }
    assertLength(rest, upstream);
  }
  rest += decoder.decode();
  if (rest.trim() !== "") yield rest;
}

function assertLength(line: string, upstream: string): void {
  if (line.length <= maxLineLength) return;
  const message = `Cannot read the answer of upstream "${upstream}": one line has more than ${maxLineLength} characters`;
  throw new ReparteeError("upstream_error", message, { facts: { upstream, limit_characters: maxLineLength } });
}
