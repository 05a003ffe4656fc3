/** Errors of the operating system in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not do that",
  EDQUOT: "this user's share of the disk is used up",
  EFBIG: "the file would grow beyond its limit",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "this user may not do that",
  EPIPE: "nobody reads it",
  EROFS: "its disk can only be read",
};

/** `the disk is full (ENOSPC)`; the error's own message where it is of another kind. */
export function systemReason(error: unknown): string {
  if (!isSystemError(error)) return error instanceof Error ? error.message : String(error);
  const reason = reasons[error.code];
  return reason === undefined ? error.message : `${reason} (${error.code})`;
}

/** An error that a call of the operating system returned: no defect of this program. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}
