import type { FakeStream } from "../fake-upstream/play-stream.ts";

const digest = "sha256:6a0746a1ec1aef3e7ec53868f220ff6e389f6f8ef87a01d77c96807de94ca2aa";
const secondDigest = "sha256:4fa551d4f938f68b8c1e6afa9d28befb70e3f33f75d0753248d530364aeea40f";
const total = 6_000;

/** What `/api/pull` answers: two files, the second of which becomes known when the first is half there. */
export function pullFrames(known: boolean): FakeStream {
  const opening = [line({ status: "pulling manifest" })];
  const base = {
    contentType: "application/x-ndjson",
    comment: "\n",
    badFrame: '{"status":"pull\n',
    errorFrame: line({ error: "max retries exceeded" }),
    giantFrame: `${"x".repeat(2_000_000)}\n`,
  };
  if (!known)
    return { ...base, opening, tokens: [], closing: [line({ error: "pull model manifest: file does not exist" })] };
  const first = Array.from({ length: 60 }, (_, index) => progress(digest, total, (index + 1) * 100));
  const second = progress(secondDigest, 12_000, 12_000);
  return {
    ...base,
    opening: [...opening, line({ status: `pulling ${digest.slice(7, 19)}`, digest, total })],
    tokens: [...first.slice(0, 30), progress(secondDigest, 12_000, 0), ...first.slice(30), second],
    closing: ["verifying sha256 digest", "writing manifest", "success"].map((status) => line({ status })),
  };
}

function progress(of: string, totalBytes: number, completed: number): string {
  return line({ status: `pulling ${of.slice(7, 19)}`, digest: of, total: totalBytes, completed });
}

function line(frame: object): string {
  return `${JSON.stringify(frame)}\n`;
}
