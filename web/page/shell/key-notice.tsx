import type { JSX } from "preact";
import { isKeyDeclined } from "../connection.ts";
import { t } from "../language.ts";

/** Why the page is empty, for who gave no key. What was read before is read again with it. */
export function KeyNotice(): JSX.Element | null {
  if (!isKeyDeclined.value) return null;
  return (
    <div class="key-notice" role="status">
      <span>{t("keyNeeded")}</span>
      <button type="button" class="soft" onClick={() => location.reload()}>
        {t("keyEnter")}
      </button>
    </div>
  );
}
