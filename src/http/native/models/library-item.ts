import { z } from "zod";
import type { LocalModel } from "../../../models/local/local-models.ts";

/** A model that can be pulled or was, as clients see it. */
export const libraryItemSchema = z.object({
  name: z.string(),
  role: z.enum(["chat", "embedding"]),
  engine: z.string(),
  quantization: z.string().optional(),
  size_bytes: z.int().optional(),
  downloaded_bytes: z.int(),
  downloaded: z.boolean().describe("Whether the whole file is downloaded."),
  licence: z.string().optional(),
  gated: z.boolean(),
  repository: z.string().optional(),
  file: z.string().optional(),
  fits: z.enum(["yes", "tight", "no", "unknown"]).describe("Whether it fits into the memory that is free now."),
  fit_detail: z.string().optional(),
  runnable: z.boolean().describe("Whether this build has an engine for it."),
  problem: z.string().optional().describe("Why it is not runnable, or why its file was refused."),
});

export type LibraryItem = z.infer<typeof libraryItemSchema>;

/** Without the path: clients need not know folders of the server. */
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
