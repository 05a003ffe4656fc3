import type { ByteSource } from "./byte-source.ts";
import type { RefuseGguf } from "./invalid-gguf.ts";
import { ggufLimits } from "./limits.ts";

/**
 * Walks over a source from its start, holding one window of it. Numbers are little-endian. `ensure` is the only thing
 * to wait for: once it told that bytes are at hand they are read without waiting, which makes a walk over a hundred
 * thousand strings cheap.
 */
export interface ByteCursor {
  /** Bytes from the start of the file. */
  position(): number;
  /** Whether `count` bytes can be read without waiting. */
  has(count: number): boolean;
  /** @throws ReparteeError `model_file_invalid` when the file or the header's bound ends before. */
  ensure(count: number): Promise<void>;
  uint8(): number;
  uint32(): number;
  /** Exact below 2^53; above it the nearest number, which is too large for everything that a file can hold. */
  uint64(): number;
  /** Bytes that stay valid until the next `ensure`. */
  take(count: number): DataView<ArrayBuffer>;
  text(count: number): string;
  /** Passes bytes over unread. @throws as `ensure`. */
  skip(count: number): void;
}

const windowBytes = 256 * 1024;

export function createByteCursor(source: ByteSource, refuse: RefuseGguf): ByteCursor {
  const buffer = new Uint8Array(Math.min(windowBytes, source.sizeBytes));
  const view = new DataView(buffer.buffer);
  const decoder = new TextDecoder("utf-8");
  /** Byte of the file that the window begins with; what of it is filled; what of that is used. */
  let windowStart = 0;
  let filled = 0;
  let used = 0;

  function assertWithin(count: number): void {
    const offset = windowStart + used;
    const end = offset + count;
    if (end > source.sizeBytes) {
      const found = `${source.sizeBytes} bytes`;
      throw refuse({ check: "truncated", offset, subject: "end of file", found, allowed: `${end} bytes or more` });
    }
    if (end > ggufLimits.headerBytes) {
      const allowed = `at most ${ggufLimits.headerBytes} bytes`;
      throw refuse({ check: "header-size", offset, subject: "header", found: `${end} bytes or more`, allowed });
    }
  }

  function advance(count: number): number {
    const start = used;
    used += count;
    return start;
  }

  return {
    position: () => windowStart + used,
    has: (count) => filled - used >= count,
    async ensure(count) {
      if (filled - used >= count) return;
      assertWithin(count);
      if (count > buffer.length) throw new RangeError(`A window holds ${buffer.length} bytes, asked for ${count}`);
      const kept = Math.max(0, filled - used);
      if (kept > 0) buffer.copyWithin(0, used, filled);
      windowStart += used;
      used = 0;
      const end = Math.min(buffer.length, source.sizeBytes - windowStart);
      filled = kept + (await source.read(buffer.subarray(kept, end), windowStart + kept));
      // The file became shorter since its size was taken.
      if (filled < count) throw refuse(shrunk(windowStart, filled, count));
    },
    uint8: () => view.getUint8(advance(1)),
    uint32: () => view.getUint32(advance(4), true),
    uint64() {
      const start = advance(8);
      return view.getUint32(start + 4, true) * 2 ** 32 + view.getUint32(start, true);
    },
    take: (count) => new DataView(buffer.buffer, advance(count), count),
    text(count) {
      const start = advance(count);
      return decoder.decode(buffer.subarray(start, start + count));
    },
    skip(count) {
      if (filled - used < count) assertWithin(count);
      used += count;
      if (used <= filled) return;
      windowStart += used;
      used = 0;
      filled = 0;
    },
  };
}

function shrunk(offset: number, found: number, wanted: number): Parameters<RefuseGguf>[0] {
  return { check: "truncated", offset, subject: "rest of the file", found, allowed: `${wanted} bytes or more` };
}
