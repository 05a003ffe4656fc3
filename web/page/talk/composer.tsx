import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";

interface ComposerProps {
  readonly placeholder: string;
  readonly isRunning: boolean;
  readonly onSend: (text: string) => void;
  readonly onStop: () => void;
  readonly onTyping?: () => void;
  /** Pressed with an empty field. */
  readonly onUp?: () => void;
  readonly children?: ComponentChildren;
}

/** Where one types: grows with its text, Enter sends, Shift+Enter breaks the line, Escape stops. */
export function Composer(props: ComposerProps): JSX.Element {
  const { placeholder, isRunning, onSend, onStop, onTyping, onUp, children } = props;
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const isEmpty = text.trim() === "";

  function send(): void {
    if (isEmpty) return;
    onSend(text.trim());
    setText("");
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={text}
        placeholder={placeholder}
        aria-label={placeholder}
        dir="auto"
        onInput={({ currentTarget: { value } }) => {
          setText(value);
          onTyping?.();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            send();
          } else if (event.key === "Escape" && isRunning) onStop();
          else if (event.key === "ArrowUp" && text === "") onUp?.();
        }}
      />
      <span class="composer-copy" aria-hidden="true">
        {text + " "}
      </span>
      <div class="composer-buttons">
        {children}
        {isRunning && isEmpty ? (
          <button type="button" class="round primary" aria-label={t("stop")} onClick={onStop}>
            <Icon name="stop" />
          </button>
        ) : (
          <button class="round primary" aria-label={t("send")} disabled={isEmpty}>
            <Icon name="send" />
          </button>
        )}
      </div>
    </form>
  );
}
