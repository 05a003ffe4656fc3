import { signal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";

export const pages = ["/", "/chat", "/recommend", "/models", "/status"] as const;
export type PagePath = (typeof pages)[number];

const current = signal<PagePath>(pathOf(location.pathname));
export const path: ReadonlySignal<PagePath> = current;

addEventListener("popstate", () => {
  current.value = pathOf(location.pathname);
});

function pathOf(pathname: string): PagePath {
  return pages.find((page) => page === pathname) ?? "/";
}

function navigate(to: PagePath): void {
  if (to === current.value) return;
  history.pushState(null, "", to);
  current.value = to;
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

interface LinkProps {
  readonly to: PagePath;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link within the page; with a modifier key it is an ordinary one. */
export function Link({ to, class: className, children }: LinkProps): JSX.Element {
  return (
    <a
      href={to}
      class={className}
      aria-current={current.value === to ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}
