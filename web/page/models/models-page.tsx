import type { JSX } from "preact";
import { readKnownModels, readModels, readRunning } from "../../server/models.ts";
import { connection } from "../connection.ts";
import { t } from "../language.ts";
import { usePolled } from "../use-polled.ts";
import { DownloadLine } from "./download-line.tsx";
import { downloads, startDownload } from "./downloads.ts";
import { KnownModelRow } from "./known-model-row.tsx";
import { MemoryBar } from "./memory-bar.tsx";
import { ModelCard } from "./model-card.tsx";
import "../style/models.css";

const fitOrder = { yes: 0, tight: 1, unknown: 2, no: 3 } as const;

/** The models of this machine: which answer, what they take, which others fit, and their downloads. */
export function ModelsPage(): JSX.Element {
  const live = usePolled(async () => {
    const [models, running] = await Promise.all([readModels(connection), readRunning(connection)]);
    return { models, running };
  }, 1500);
  const known = usePolled(() => readKnownModels(connection), 60_000);
  const state = live.value.value;
  const library = known.value.value;
  const error = live.error.value ?? known.error.value;
  const names = new Set(library?.models.map(({ name }) => name));
  const defaultId = state?.models.find(({ repartee }) => repartee.state === "ready")?.id;

  function refresh(): void {
    live.refresh();
    known.refresh();
  }

  return (
    <div class="sheet models" tabIndex={0}>
      <h1>{t("modelsTitle")}</h1>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error.message}
        </p>
      )}
      {state !== undefined && (
        <>
          <MemoryBar {...state.running} machine={library?.memory} />
          {state.models.length === 0 && <p class="soft-text">{t("noModels")}</p>}
          <div class="cards">
            {state.models.map((model) => (
              <ModelCard key={model.id} model={model} isDefault={model.id === defaultId} onChange={live.refresh} />
            ))}
          </div>
        </>
      )}
      <section aria-labelledby="pull-title" class="library">
        <h2 id="pull-title">{t("pullTitle")}</h2>
        <form
          class="row pull"
          onSubmit={(event) => {
            event.preventDefault();
            const name = new FormData(event.currentTarget).get("name");
            if (typeof name === "string" && name.trim() !== "") void startDownload(name.trim(), refresh);
          }}
        >
          <input
            name="name"
            class="grow"
            aria-label={t("pullTitle")}
            placeholder={t("pullPlaceholder")}
            autocomplete="off"
            spellcheck={false}
          />
          <button class="primary">{t("pull")}</button>
        </form>
        {[...downloads.value.values()]
          .filter(({ name }) => !names.has(name))
          .map((download) => (
            <div key={download.name} class="known">
              <div class="grow">
                <h3 class="model-name">{download.name}</h3>
                <DownloadLine download={download} />
              </div>
            </div>
          ))}
        {library === undefined && known.error.value === undefined && (
          <p class="soft-text" role="status">
            {t("lookingAtMachine")}
          </p>
        )}
        <ul class="known-list">
          {library?.models
            .toSorted(
              (one, other) =>
                Number(other.name === library.suggested?.name) - Number(one.name === library.suggested?.name) ||
                Number(other.downloaded) - Number(one.downloaded) ||
                fitOrder[one.fits] - fitOrder[other.fits],
            )
            .map((model) => (
              <KnownModelRow
                key={model.name}
                model={model}
                reason={model.name === library.suggested?.name ? library.suggested.reason : undefined}
                onChange={refresh}
              />
            ))}
        </ul>
      </section>
    </div>
  );
}
