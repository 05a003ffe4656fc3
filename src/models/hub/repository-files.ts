import { isRecord } from "../../core/is-record.ts";
/** Reads the hub's answer about a repository. It comes from outside, so every field is looked at. */

/** A repository at one revision. */
export interface HubRepository {
  readonly commit: string;
  /** True when people must accept a licence before they get its files. */
  readonly gated: boolean;
  readonly files: readonly HubListedFile[];
}

export interface HubListedFile {
  readonly file: string;
  readonly sizeBytes?: number;
  /** Hex; of files in large-file storage. */
  readonly sha256?: string;
}

/** Undefined when the answer has not the form that the hub gives. */
export function readRepository(answer: unknown): HubRepository | undefined {
  if (!isRecord(answer) || typeof answer["sha"] !== "string" || !Array.isArray(answer["siblings"])) return undefined;
  return {
    commit: answer["sha"],
    gated: answer["gated"] !== undefined && answer["gated"] !== false,
    files: answer["siblings"].flatMap((sibling: unknown) => readFile(sibling)),
  };
}

function readFile(sibling: unknown): readonly HubListedFile[] {
  if (!isRecord(sibling) || typeof sibling["rfilename"] !== "string") return [];
  const { size, lfs } = sibling;
  const sha256 = isRecord(lfs) ? lfs["sha256"] : undefined;
  return [
    {
      file: sibling["rfilename"],
      ...(typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? { sizeBytes: size } : {}),
      ...(typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) ? { sha256 } : {}),
    },
  ];
}
