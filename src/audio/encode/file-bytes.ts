import { StreamTarget } from "mediabunny";
import { joinBytes } from "./join-bytes.ts";

/** A file that is written from its first byte to its last, and read while it is. */
export function createFileBytes(): { readonly target: StreamTarget; take(): Uint8Array } {
  let chunks: Uint8Array[] = [];
  const sink = new WritableStream<{ readonly data: Uint8Array }>({
    write: ({ data }) => void chunks.push(data.slice()),
  });
  return {
    target: new StreamTarget(sink),
    take() {
      const bytes = joinBytes(chunks);
      chunks = [];
      return bytes;
    },
  };
}
