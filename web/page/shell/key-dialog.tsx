import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { keyRequest } from "../connection.ts";
import { t } from "../language.ts";

/** Asks for the server's key while a request needs one. */
export function KeyDialog(): JSX.Element | null {
  const request = keyRequest.value;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (request !== undefined && dialog.current?.open === false) dialog.current.showModal();
  }, [request]);
  if (request === undefined) return null;
  return (
    <dialog ref={dialog} class="key-dialog" aria-labelledby="key-title" onCancel={() => request.answer(undefined)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const key = new FormData(event.currentTarget).get("key");
          if (typeof key === "string" && key.trim() !== "") request.answer(key.trim());
        }}
      >
        <h2 id="key-title">{t("keyTitle")}</h2>
        <p>{t("keyText")}</p>
        <label>
          {t("keyLabel")}
          <input name="key" type="password" autocomplete="off" required />
        </label>
        {request.isRetry && <p class="problem">{t("keyWrong")}</p>}
        <div class="row end">
          <button type="button" class="quiet" onClick={() => request.answer(undefined)}>
            {t("cancel")}
          </button>
          <button class="primary">{t("unlock")}</button>
        </div>
      </form>
    </dialog>
  );
}
