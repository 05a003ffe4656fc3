import type { JSX } from "preact";
import type { Provenance } from "../../server/respond.ts";
import { t } from "../language.ts";
import { reasonText } from "../reasons.ts";

/** Who wrote a reply, in one quiet line. */
export function ProvenanceLine({ of, name }: { readonly of: Provenance; readonly name: string }): JSX.Element {
  return (
    <span class="provenance" data-source={of.source}>
      {author(of, name)}
      {!of.complete && <> · {t("brokeOff")}</>}
      {of.reason !== undefined && of.source !== "model" && (
        <span title={of.reason}> · {t("why", { reason: reasonText(of.reason) })}</span>
      )}
    </span>
  );
}

function author({ source, model, written_opening: opening }: Provenance, name: string): string {
  if (source === "template") return t("written");
  if (model === undefined) return t("writtenBySome");
  if (source === "fallback_model") return t("fallbackBy", { model });
  return opening === undefined ? t("writtenBy", { model }) : t("openedByPeople", { name, model });
}
