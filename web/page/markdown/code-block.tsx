import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";

/** Code with its language and a button that copies it. */
export function CodeBlock({ text, language }: { readonly text: string; readonly language: string }): JSX.Element {
  return (
    <figure class="code">
      <figcaption>
        <span>{language.split(" ", 1)[0]}</span>
        <CopyButton text={text} />
      </figcaption>
      <pre tabIndex={0} dir="ltr">
        <code>{text}</code>
      </pre>
    </figure>
  );
}

export function CopyButton({ text }: { readonly text: string }): JSX.Element {
  const isCopied = useSignal(false);
  return (
    <button
      type="button"
      class="icon-button"
      title={t("copy")}
      aria-label={isCopied.value ? t("copied") : t("copy")}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          isCopied.value = true;
          setTimeout(() => {
            isCopied.value = false;
          }, 1500);
        });
      }}
    >
      <Icon name={isCopied.value ? "check" : "copy"} />
    </button>
  );
}
