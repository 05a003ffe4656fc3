import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Polled<Value> {
  readonly value: Signal<Value | undefined>;
  readonly error: Signal<Error | undefined>;
  /** Asks at once. */
  refresh(): void;
}

/** Asks again and again while the component is shown and the window is visible; what was read stays when asking fails. */
export function usePolled<Value>(read: () => Promise<Value>, everyMs: number): Polled<Value> {
  const value = useSignal<Value | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const again = useSignal(0);
  const round = again.value;
  useEffect(() => {
    let timer = 0;
    let isOver = false;
    const ask = async (): Promise<void> => {
      try {
        const found = await read();
        if (isOver) return;
        value.value = found;
        error.value = undefined;
      } catch (thrown) {
        if (isOver) return;
        error.value = thrown instanceof Error ? thrown : new Error(String(thrown));
      }
      timer = setTimeout(() => void ask(), document.hidden ? everyMs * 10 : everyMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [round]);
  return {
    value,
    error,
    refresh() {
      again.value += 1;
    },
  };
}
