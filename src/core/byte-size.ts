/** Sizes of memory and files as people write them: powers of 1000, as disks and model cards count. */

/** `3221225472` → `3.2 GB`; one decimal from a gigabyte on, none below. */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return bytes < 1000 ? `${bytes} B` : `${Math.round(bytes / 1e3)} kB`;
  if (bytes < 999.5e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

const factors: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 2 ** 10,
  m: 1e6,
  mb: 1e6,
  mib: 2 ** 20,
  g: 1e9,
  gb: 1e9,
  gib: 2 ** 30,
  t: 1e12,
  tb: 1e12,
  tib: 2 ** 40,
};

/** `8GB`, `1.5 GiB`, `4096` → bytes; undefined when the text is no size. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = factors[(match?.[2] ?? "").toLowerCase()];
  if (match?.[1] === undefined || factor === undefined) return undefined;
  return Math.round(Number(match[1]) * factor);
}
