/** Files that are often taken for models, by the first bytes of each, read as Latin-1. */
const foreignFiles: readonly { readonly matches: (start: string) => boolean; readonly what: string }[] = [
  {
    matches: (start) => /^\s*<(!doctype|html|head|\?xml)/i.test(start),
    what: "a web page, such as a hub's error or login page",
  },
  {
    matches: (start) => start.startsWith("version https://git-lfs"),
    what: "a Git LFS pointer, not the file that it points to",
  },
  { matches: (start) => /^(GGML|lmgg|fmgg|tjgg|algg)/.test(start), what: "an old GGML file, from before GGUF" },
  { matches: (start) => start.startsWith("PK\u0003\u0004"), what: "a ZIP archive, as PyTorch writes its weights" },
  { matches: (start) => start.startsWith("\u001f\u008b"), what: "a gzip archive" },
  { matches: (start) => start.slice(8, 10) === '{"', what: "a safetensors file" },
  { matches: (start) => /^\s*[{[]/.test(start), what: "a JSON text" },
  { matches: (start) => start.replaceAll("\0", "") === "", what: "zeros, as a download that was cut leaves them" },
];

/** What a file seems to be instead of GGUF, as the object of a sentence. */
export function describeForeignFile(firstBytes: Uint8Array): string {
  if (firstBytes.length === 0) return "an empty file";
  const start = Buffer.from(firstBytes).toString("latin1");
  const known = foreignFiles.find(({ matches }) => matches(start));
  if (known !== undefined) return known.what;
  return `bytes ${Buffer.from(firstBytes.subarray(0, 4)).toString("hex")}`;
}
