import type { JSX } from "preact";

export function StatusPage(): JSX.Element {
  return <div class="sheet" />;
}
