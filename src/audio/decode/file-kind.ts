import { isWav } from "../wav/read-wav.ts";

/** Ogg with Opus is a `container`, too. */
export type FileKind = "wav" | "mp3" | "flac" | "vorbis" | "adts" | "container";

export function kindOfFile(bytes: Uint8Array): FileKind | undefined {
  if (isWav(bytes)) return "wav";
  if (isAdts(bytes)) return "adts";
  if (isMp3(bytes)) return "mp3";
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  if (head.startsWith("fLaC")) return "flac";
  // The first page holds the first packet of one codec, after a header of 28 bytes.
  if (head.startsWith("OggS")) return head.startsWith("\x01vorbis", 28) ? "vorbis" : "container";
  return head.startsWith("\x1A\x45\xDF\xA3") || head.slice(4, 8) === "ftyp" ? "container" : undefined;
}

/** An ID3 tag, or the 11 set bits that begin an MPEG frame of layer I to III. */
function isMp3(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0x49 && second === 0x44 && third === 0x33) return true;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0;
}

/** The 12 set bits that begin a packet of AAC, whose layer is 0. */
function isAdts([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0xff && (second & 0xf6) === 0xf0;
}
