/**
 * Names that come from users and from hubs and end up in URLs and in paths. What passes here is plain on every
 * platform: no traversal, no hidden files, no devices of Windows.
 */
import { ReparteeError } from "../../core/errors.ts";

/** Longest part of a name, in characters: the hub's own limit for repositories, and below that of file systems. */
const maxPartLength = 96;
const maxFolderDepth = 8;

const plainPart = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const windowsDevice = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** Endings of the files that a download keeps beside its destination. */
const reservedEnding = /\.(?:part|part\.json|part\.lock|origin\.json)$/i;

/**
 * Passes `owner/name` through.
 * @throws ReparteeError `invalid_request` on anything else.
 */
export function checkRepository(repository: string): string {
  const parts = repository.split("/");
  if (parts.length === 2 && parts.every(isPlainPart)) return repository;
  throw new ReparteeError("invalid_request", `Cannot use repository ${quote(repository)}: it must be "owner/name"`, {
    hint: `Both parts are letters, digits, ".", "_" and "-", such as bartowski/Llama-3.2-3B-Instruct-GGUF.`,
    param: "repository",
  });
}

/**
 * Passes a branch, a tag or a commit through. Names with a slash (`refs/pr/1`) are not taken: give the commit instead.
 * @throws ReparteeError `invalid_request` on anything else.
 */
export function checkRevision(revision: string): string {
  if (isPlainPart(revision)) return revision;
  throw new ReparteeError("invalid_request", `Cannot use revision ${quote(revision)}: it must be one plain name`, {
    hint: `Give a branch such as "main", a tag, or a commit's 40 digits.`,
    param: "revision",
  });
}

/**
 * Passes a file's path inside its repository through, such as `onnx/model.onnx`.
 * @throws ReparteeError `invalid_request` on anything else.
 */
export function checkFileName(file: string): string {
  const parts = file.split("/");
  if (parts.length <= maxFolderDepth && parts.every(isPlainPart) && !reservedEnding.test(file)) return file;
  throw new ReparteeError("invalid_request", `Cannot use file name ${quote(file)}: it must be a plain relative path`, {
    hint:
      `Its parts are letters, digits, ".", "_" and "-"; ` +
      `the endings .part, .part.json, .part.lock and .origin.json are kept for downloads.`,
    param: "file",
  });
}

function isPlainPart(part: string): boolean {
  return part.length <= maxPartLength && plainPart.test(part) && !windowsDevice.test(part);
}

/** Names may come from anywhere: what is shown of them is short and has no control characters. */
function quote(name: string): string {
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);
}
