import { useSignal } from "@preact/signals";
import { Component, type ComponentChild, type JSX } from "preact";
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
        <code>
          {linesOf(text).map((lines, index) => (
            <CodeLines key={index} text={lines} />
          ))}
        </code>
      </pre>
    </figure>
  );
}

const linesTogether = 50;

/** A listing in parts that are laid out one by one, each ending with a line that is not empty. */
function linesOf(text: string): readonly string[] {
  const parts: string[] = [];
  let part: string[] = [];
  for (const line of text.split("\n")) {
    part.push(line);
    if (part.length < linesTogether || line === "") continue;
    parts.push(part.join("\n"));
    part = [];
  }
  return part.length === 0 ? parts : [...parts, part.join("\n")];
}

class CodeLines extends Component<{ readonly text: string }> {
  override shouldComponentUpdate({ text }: { readonly text: string }): boolean {
    return text !== this.props.text;
  }

  override render(): ComponentChild {
    return <span>{this.props.text}</span>;
  }
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
