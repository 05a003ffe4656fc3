import type { JSX } from "preact";

export function ChatPage(): JSX.Element {
  return <div class="sheet" />;
}
