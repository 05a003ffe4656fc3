/** `repartee list --speech`: what hears and speaks, and what of it is here. */
import { sizeText } from "../core/byte-size.ts";
import { silentLog } from "../core/log.ts";
import { openLibrary, type LibraryOptions } from "./library-options.ts";
import { printJson } from "./print-json.ts";
import { renderTable } from "./table.ts";

interface SpeechListOptions {
  readonly downloaded: boolean | undefined;
  readonly json: boolean | undefined;
}

export async function listSpeech({ downloaded, json }: SpeechListOptions, options: LibraryOptions): Promise<void> {
  const { config } = await openLibrary(options);
  const { openSpeechModels } = await import("../app.ts");
  const models = openSpeechModels(config, { log: silentLog })
    .all()
    .filter(({ isInstalled }) => downloaded !== true || isInstalled)
    .map(({ isInstalled, model: { aboutBytes, family, languages = [], licence, name } }) => ({
      ...{ name, family, languages, sizeBytes: aboutBytes, isInstalled, licence },
    }));
  if (json === true) {
    process.stdout.write(printJson(models));
    return;
  }
  process.stdout.write(
    renderTable(
      [
        { title: "NAME" },
        { title: "SIZE", align: "right" },
        { title: "LANGUAGES" },
        { title: "DOWNLOADED" },
        { title: "LICENCE" },
      ],
      models.map(({ isInstalled, languages, licence, name, sizeBytes }) => [
        ...[name, sizeText(sizeBytes), languages.length === 0 ? "–" : languages.join(" ")],
        ...[isInstalled ? "yes" : "–", licence],
      ]),
    ),
  );
  process.stdout.write("\nEvery other voice of Piper is had as piper:LOCALE-VOICE-QUALITY.\n");
}
