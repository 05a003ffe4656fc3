import { z } from "zod";
import type { LocalModel } from "../../../models/local/local-models.ts";

/** One model of the library as clients see it, whether its file is here or not. */
export interface LibraryItem {
  readonly name: string;
  readonly role: "chat" | "embedding";
  readonly engine: string;
  readonly quantization?: string | undefined;
  readonly size_bytes?: number | undefined;
  readonly downloaded_bytes: number;
  /** Whether the whole file is here. */
  readonly downloaded: boolean;
  readonly licence?: string | undefined;
  readonly gated: boolean;
  readonly repository?: string | undefined;
  readonly file?: string | undefined;
  readonly fits: "yes" | "tight" | "no" | "unknown";
  readonly fit_detail?: string | undefined;
  readonly runnable: boolean;
  readonly problem?: string | undefined;
}

export const libraryItemSchema: z.ZodType<LibraryItem> = z.object({
  name: z.string(),
  role: z.enum(["chat", "embedding"]),
  engine: z.string(),
  quantization: z.string().optional(),
  size_bytes: z.int().optional(),
  downloaded_bytes: z.int(),
  downloaded: z.boolean().describe("Whether the whole file is here."),
  licence: z.string().optional(),
  gated: z.boolean(),
  repository: z.string().optional(),
  file: z.string().optional(),
  fits: z.enum(["yes", "tight", "no", "unknown"]).describe("Whether it fits into the memory that is free now."),
  fit_detail: z.string().optional(),
  runnable: z.boolean().describe("Whether this build has an engine for it."),
  problem: z.string().optional().describe("Why it is not runnable, or why its file was refused."),
});

/** The path stays out of it: folders of the server are no matter of its clients. */
export function toLibraryItem(model: LocalModel): LibraryItem {
  const { quantization, sizeBytes, licence, repository, file, fitDetail, problem } = model;
  return {
    name: model.name,
    role: model.role,
    engine: model.engine,
    quantization,
    size_bytes: sizeBytes,
    downloaded_bytes: model.downloadedBytes ?? 0,
    downloaded: model.path !== undefined,
    licence,
    gated: model.gated,
    repository,
    file,
    fits: model.fits,
    fit_detail: fitDetail,
    runnable: model.runnable,
    problem,
  };
}
