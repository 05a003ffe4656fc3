import { t } from "./language.ts";
import type { Words } from "./words/en.ts";

const words: Readonly<Record<string, keyof Words>> = {
  no_model_configured: "reasonNoModel",
  ...all("reasonLoading", "model_loading", "downloading", "model_unloaded"),
  ...all("reasonLoadFailed", "model_load_failed", "model_file_missing", "model_file_invalid", "all_models_failed"),
  ...all("reasonDownload", "hub_unreachable", "hub_token_rejected", "download_failed", "download_stalled"),
  ...all("reasonDownload", "checksum_mismatch", "package_client_failed", "package_client_missing"),
  ...all("reasonDownload", "package_registry_unreachable", "repository_not_found", "model_gated"),
  ...all("reasonBusy", "queue_full", "queue_timeout", "rate_limited", "upstream_rate_limited"),
  runner_crashed: "reasonCrashed",
  ...all("reasonSlow", "load_timeout", "first_token_timeout", "token_stall", "total_timeout", "models_blocked"),
  insufficient_memory: "reasonMemory",
  ...all("reasonUpstream", "upstream_unreachable", "upstream_unavailable", "upstream_error", "models_unreachable"),
  draining: "reasonStopping",
  ...all("reasonUnusable", "empty_reply", "unusable_reply", "generation_failed"),
};

function all(word: keyof Words, ...codes: readonly string[]): Record<string, keyof Words> {
  return Object.fromEntries(codes.map((code) => [code, word]));
}

/** What an error code of the server means, for people; a code without words stays as it is. */
export function reasonText(code: string): string {
  const word = words[code];
  return word === undefined ? code : t(word);
}
