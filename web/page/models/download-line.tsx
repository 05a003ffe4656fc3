import type { JSX } from "preact";
import { ServerError } from "../../server/connection.ts";
import { bytes, duration } from "../amounts.ts";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { dismissDownload, stopDownload, type Download } from "./downloads.ts";

/** How far a download is, how fast, and how long it still takes. */
export function DownloadLine({ download }: { readonly download: Download }): JSX.Element {
  const { name, progress, error, isDone } = download;
  if (isDone === true)
    return (
      <p class="good small" role="status">
        {t("pulled", { name })}
      </p>
    );
  if (error !== undefined) {
    const isHub = error instanceof ServerError && error.code.startsWith("hub_");
    return (
      <p class="problem row" role="alert">
        <span class="grow">
          {isHub && <strong>{t("hubUnreachable")} </strong>}
          {error.message}
          {error instanceof ServerError && error.hint !== undefined && <span class="hint">{error.hint}</span>}
        </span>
        <button type="button" class="icon-button" aria-label={t("close")} onClick={() => dismissDownload(name)}>
          <Icon name="close" />
        </button>
      </p>
    );
  }
  return (
    <div class="download" role="status">
      <progress value={progress?.fraction} aria-label={`${t("downloading")} ${name}`} />
      <div class="row small soft-text">
        <span class="grow">{progress === undefined ? "…" : progressText(progress)}</span>
        <button type="button" class="quiet small" onClick={() => stopDownload(name)}>
          {t("stop")}
        </button>
      </div>
    </div>
  );
}

function progressText(progress: NonNullable<Download["progress"]>): string {
  const percent = `${Math.floor(progress.fraction * 100)} %`;
  if (progress.phase === "converting") return `${t("converting")} ${percent}`;
  const { downloaded_bytes: got = 0, total_bytes: total = 0, bytes_per_second: rate = 0, eta_seconds: eta } = progress;
  return [
    percent,
    t("memoryOf", { used: bytes(got), total: bytes(total) }),
    `${bytes(rate)}/s`,
    ...(eta == null ? [] : [t("eta", { time: duration(eta) })]),
  ].join(" · ");
}
