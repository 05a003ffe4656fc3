import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { deleteModel, type KnownModel } from "../../server/models.ts";
import { bytes } from "../amounts.ts";
import { connection } from "../connection.ts";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { DownloadLine } from "./download-line.tsx";
import { downloads, startDownload } from "./downloads.ts";
import { Facts } from "./model-card.tsx";

const fitWords = { yes: "fitsYes", tight: "fitsTight", no: "fitsNo", unknown: "fitsUnknown" } as const;

interface KnownModelRowProps {
  readonly model: KnownModel;
  /** Why it is the best for this machine, where it is. */
  readonly reason: string | undefined;
  readonly onChange: () => void;
}

/** A model that can be had by name: whether it fits, why, and its download. */
export function KnownModelRow({ model, reason, onChange }: KnownModelRowProps): JSX.Element {
  const { name, fits, fit_detail: detail, licence, quantization, size_bytes: size, downloaded, problem } = model;
  const failed = useSignal<string | undefined>(undefined);
  const download = downloads.value.get(name);

  async function remove(): Promise<void> {
    if (!confirm(t("deleteSure", { name }))) return;
    try {
      await deleteModel(connection, name);
    } catch (thrown) {
      failed.value = thrown instanceof Error ? thrown.message : String(thrown);
    }
    onChange();
  }

  return (
    <li class="known" data-fits={fits} data-suggested={reason !== undefined || undefined}>
      <div class="grow">
        <div class="row">
          <h3 class="model-name">{name}</h3>
          <span class="badges">
            {reason !== undefined && <span class="badge strong">{t("bestFit")}</span>}
            <span class="badge" data-fits={fits} title={detail}>
              {t(fitWords[fits])}
            </span>
          </span>
        </div>
        <Facts>
          {quantization}
          {size !== undefined && bytes(size)}
          {licence}
        </Facts>
        {(reason ?? detail) !== undefined && <p class="small soft-text">{reason ?? detail}</p>}
        {problem !== undefined && <p class="problem">{problem}</p>}
        {failed.value !== undefined && <p class="problem">{failed.value}</p>}
        {download !== undefined && <DownloadLine download={download} />}
      </div>
      {downloaded ? (
        <button
          type="button"
          class="icon-button"
          aria-label={`${t("deleteFiles")}: ${name}`}
          title={t("deleteFiles")}
          onClick={() => void remove()}
        >
          <Icon name="trash" />
        </button>
      ) : (
        (download === undefined || download.error !== undefined) && (
          <button
            type="button"
            class={reason === undefined ? "icon-button" : "icon-button primary"}
            aria-label={`${t("pull")}: ${name}`}
            title={t("pull")}
            onClick={() => void startDownload(name, onChange)}
          >
            <Icon name="download" />
          </button>
        )
      )}
    </li>
  );
}
