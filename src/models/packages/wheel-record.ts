/** The list of sums in a wheel (`*.dist-info/RECORD`): https://packaging.python.org/specifications/recording-installed-packages */

/** A wheel of a few files has some hundred bytes of it. */
export const maxRecordBytes = 16 * 1024 * 1024;

export function isRecord(path: string): boolean {
  return /^[^/]+\.dist-info\/RECORD$/.test(path);
}

/** SHA-256 in hex by path; files without one are left out. */
export function readRecord(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    // A path with a comma or a quote is in quotes, those in it doubled.
    const match = /^(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,]*)),sha256=(?<sum>[\w-]+)=*,/.exec(line);
    const { quoted, plain, sum } = match?.groups ?? {};
    const path = quoted?.replaceAll('""', '"') ?? plain;
    if (path !== undefined && sum !== undefined) sums.set(path, Buffer.from(sum, "base64url").toString("hex"));
  }
  return sums;
}
