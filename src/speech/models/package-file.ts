import { parsePackageReference, type PackageReference } from "../../core/package-reference.ts";

/** @throws TypeError for a text that is none: these are written in the code. */
export function packageFile(reference: string): PackageReference {
  const parsed = parsePackageReference(reference);
  if (parsed === undefined || "problem" in parsed) throw new TypeError(`"${reference}" names no file of a package`);
  return parsed;
}
