import { signal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { KeyDialog } from "./shell/key-dialog.tsx";
import { KeyNotice } from "./shell/key-notice.tsx";
import { Navigation } from "./shell/navigation.tsx";
import { path, type PagePath } from "./router.tsx";
import { TalkPage } from "./talk/talk-page.tsx";
import { t } from "./language.ts";

/** Talk is in the first file; the other pages come when they are opened. */
const loaders: Readonly<Record<Exclude<PagePath, "/">, () => Promise<ComponentType>>> = {
  "/chat": async () => (await import("./chat/chat-page.tsx")).ChatPage,
  "/recommend": async () => (await import("./recommend/recommend-page.tsx")).RecommendPage,
  "/models": async () => (await import("./models/models-page.tsx")).ModelsPage,
  "/status": async () => (await import("./status/status-page.tsx")).StatusPage,
};

const loaded = signal<Partial<Record<PagePath, ComponentType>>>({ "/": TalkPage });

/** The page that was asked for could not be fetched. */
const isUnreachable = signal(false);
const tryAgainMs = 3_000;

export function App(): JSX.Element {
  const current = path.value;
  const Page = loaded.value[current];
  useEffect(() => {
    document.title = current === "/" ? "Repartee" : `${t(titles[current])} · Repartee`;
    if (current === "/" || loaded.value[current] !== undefined) return;
    let timer = 0;
    let isOver = false;
    const load = async (): Promise<void> => {
      try {
        const component = await loaders[current]();
        loaded.value = { ...loaded.value, [current]: component };
        isUnreachable.value = false;
      } catch {
        // Offline, only what was opened before is kept.
        if (isOver) return;
        isUnreachable.value = true;
        timer = setTimeout(() => void load(), tryAgainMs);
      }
    };
    void load();
    return () => {
      isOver = true;
      clearTimeout(timer);
      isUnreachable.value = false;
    };
  }, [current]);
  return (
    <>
      <a class="skip" href="#content">
        {t("skip")}
      </a>
      <Navigation />
      <main id="content" tabIndex={-1} data-page={current}>
        {Page === undefined ? <Loading /> : <Page />}
      </main>
      <KeyNotice />
      <KeyDialog />
    </>
  );
}

function Loading(): JSX.Element {
  return (
    <div class="sheet">
      {isUnreachable.value && (
        <p class="soft-text" role="status">
          {t("unreachable")}
        </p>
      )}
    </div>
  );
}

const titles = {
  "/": "talk",
  "/chat": "chat",
  "/recommend": "recommend",
  "/models": "models",
  "/status": "status",
} as const;
