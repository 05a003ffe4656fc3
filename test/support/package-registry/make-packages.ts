/** Small packages as npm and pip have them, with any files in them. */
import { createHash } from "node:crypto";
import { encodeZip } from "../tiny-gpt2/encode-zip.ts";
import { encodeTarball, type TarContent } from "./encode-tar.ts";

export interface HostedPackage {
  readonly client: "npm" | "pip";
  readonly name: string;
  readonly version: string;
  /** The tarball or the wheel. */
  readonly bytes: Uint8Array;
}

export interface PackageContent {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export function makeNpmPackage(
  { name, version, files }: PackageContent,
  more: readonly TarContent[] = [],
): HostedPackage {
  const description = Buffer.from(JSON.stringify({ name, version, scripts: { prepare: "exit 1", install: "exit 1" } }));
  const contents = Object.entries({ ...files, "package.json": description });
  const entries = contents.map(([path, bytes]) => ({ name: `package/${path}`, bytes }));
  return { client: "npm", name, version, bytes: encodeTarball([...entries, ...more]) };
}

/** @param sums Other than the true ones in the wheel's own list, by file. */
export function makeWheel(
  { name, version, files }: PackageContent,
  sums: Readonly<Record<string, string>> = {},
): HostedPackage {
  const info = `${name.replaceAll("-", "_")}-${version}.dist-info`;
  const described = {
    ...files,
    [`${info}/METADATA`]: Buffer.from(
      `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nRequires-Python: >=99\n`,
    ),
    [`${info}/WHEEL`]: Buffer.from("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
  };
  const lines = Object.entries(described).map(([path, bytes]) => {
    const sum = sums[path] ?? createHash("sha256").update(bytes).digest("base64url");
    return `${path},sha256=${sum},${bytes.length}\n`;
  });
  const record = Buffer.from(`${lines.join("")}${info}/RECORD,,\n`);
  const contents = Object.entries({ ...described, [`${info}/RECORD`]: record });
  const bytes = encodeZip(
    contents.map(([path, content]) => ({ name: path, bytes: content })),
    { compression: "deflated" },
  );
  return { client: "pip", name, version, bytes };
}
