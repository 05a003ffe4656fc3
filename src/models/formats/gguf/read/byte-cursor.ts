import type { ByteSource } from "./byte-source.ts";
import type { RefuseGguf } from "./invalid-gguf.ts";
import { ggufLimits } from "./limits.ts";

/**
 * Walks over a source from its start, holding one window of it. Numbers are little-endian. Only `fill` and `ensure` are
 * waited for, a few times a window: a wait for each of a hundred thousand values would take longer than all the rest.
 */
export interface ByteCursor {
  /** Bytes from the start of the file. */
  position(): number;
  /** Whether `count` bytes can be read without waiting. */
  has(count: number): boolean;
  /** Brings up to `count` bytes at hand; fewer only where the file ends. */
  fill(count: number): Promise<void>;
  /** @throws ReparteeError `model_file_invalid` when the file or the header's bound ends before. */
  ensure(count: number): Promise<void>;
  /** As `ensure`, of bytes that `fill` was asked for. */
  need(count: number): void;
  uint8(): number;
  uint32(): number;
  /** Exact below 2^53; above it the nearest number, which is too large for everything that a file can hold. */
  uint64(): number;
  /** Bytes that stay valid until the next `ensure`. */
  take(count: number): DataView<ArrayBuffer>;
  text(count: number): string;
  /** Passes bytes over unread. @throws as `ensure`. */
  skip(count: number): void;
  /**
   * Passes over texts, each a length of 8 bytes and as many bytes, as far as the window reaches.
   * @returns How many; 0 also when the first is longer than `mostBytes` and is left for its caller to refuse.
   */
  skipTexts(count: number, mostBytes: number): number;
}

const windowBytes = 256 * 1024;

export function createByteCursor(source: ByteSource, refuse: RefuseGguf): ByteCursor {
  const buffer = new Uint8Array(Math.min(windowBytes, source.sizeBytes));
  const view = new DataView(buffer.buffer);
  // Decodes several times as fast as a TextDecoder does.
  const texts = Buffer.from(buffer.buffer);
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

  async function fill(count: number): Promise<void> {
    if (filled - used >= count) return;
    const kept = Math.max(0, filled - used);
    if (kept > 0) buffer.copyWithin(0, used, filled);
    windowStart += used;
    used = 0;
    filled = kept;
    const end = Math.min(buffer.length, source.sizeBytes - windowStart);
    if (end > kept) filled += await source.read(buffer.subarray(kept, end), windowStart + kept);
  }

  function need(count: number): void {
    if (filled - used >= count) return;
    assertWithin(count);
    // The file became shorter since its size was taken.
    throw refuse(shrunk(windowStart + used, filled - used, count));
  }

  return {
    position: () => windowStart + used,
    has: (count) => filled - used >= count,
    fill,
    async ensure(count) {
      if (filled - used >= count) return;
      assertWithin(count);
      if (count > buffer.length) throw new RangeError(`A window holds ${buffer.length} bytes, asked for ${count}`);
      await fill(count);
      need(count);
    },
    need,
    uint8: () => view.getUint8(advance(1)),
    uint32: () => view.getUint32(advance(4), true),
    uint64() {
      const start = advance(8);
      return view.getUint32(start + 4, true) * 2 ** 32 + view.getUint32(start, true);
    },
    take: (count) => new DataView(buffer.buffer, advance(count), count),
    text(count) {
      const start = advance(count);
      return texts.toString("utf8", start, start + count);
    },
    skip(count) {
      if (filled - used < count) assertWithin(count);
      used += count;
      if (used <= filled) return;
      windowStart += used;
      used = 0;
      filled = 0;
    },
    skipTexts(count, mostBytes) {
      let at = used;
      let passed = 0;
      // The length's upper half is zero for every text that is short enough.
      for (; passed < count && at + 8 <= filled; passed++) {
        const length = view.getUint32(at, true);
        if (length > mostBytes || at + 8 + length > filled || view.getUint32(at + 4, true) !== 0) break;
        at += 8 + length;
      }
      // Within the window, which may reach beyond the bound of a header.
      if (windowStart + at > ggufLimits.headerBytes) assertWithin(at - used);
      used = at;
      return passed;
    },
  };
}

function shrunk(offset: number, found: number, wanted: number): Parameters<RefuseGguf>[0] {
  return { check: "truncated", offset, subject: "rest of the file", found, allowed: `${wanted} bytes or more` };
}
