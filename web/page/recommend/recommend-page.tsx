import type { JSX } from "preact";

export function RecommendPage(): JSX.Element {
  return <div class="sheet" />;
}
