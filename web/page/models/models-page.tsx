import type { JSX } from "preact";

export function ModelsPage(): JSX.Element {
  return <div class="sheet" />;
}
