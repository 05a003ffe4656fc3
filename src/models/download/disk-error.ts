import { ReparteeError } from "../../core/errors.ts";

/** An error of the file system as one that says what to do. Errors of ours pass through. */
export function diskError(error: unknown, action: string): unknown {
  if (error instanceof ReparteeError || !isSystemError(error)) return error;
  if (error.code === "ENOSPC" || error.code === "EDQUOT")
    return new ReparteeError("disk_full", `Cannot ${action}: the disk is full`, {
      hint: "Free some space or choose another folder for models; what was downloaded so far is kept.",
      cause: error,
    });
  return new ReparteeError("download_failed", `Cannot ${action}: ${error.message}`, {
    hint: "Check that the folder for models is there and that this user may write to it.",
    cause: error,
    facts: { systemCode: error.code },
  });
}

/** True for an error of the operating system with this code, such as `ENOENT`. */
export function hasSystemCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
