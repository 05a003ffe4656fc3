/** Room for some requests at once; the others wait in the order in which they came. */
export interface Slots {
  /** Resolves when there is room. A caller that stops waiting calls `leave` as well. */
  enter(): { readonly entered: Promise<void>; leave(): void };
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  return {
    enter() {
      let state: "waiting" | "inside" | "left" = "waiting";
      let goIn = (): void => {};
      const entered = new Promise<void>((resolve) => {
        goIn = () => {
          state = "inside";
          free -= 1;
          waiting.delete(goIn);
          resolve();
        };
      });
      if (free > 0) goIn();
      else waiting.add(goIn);
      return {
        entered,
        leave() {
          if (state === "inside") {
            free += 1;
            const [next] = waiting;
            next?.();
          }
          waiting.delete(goIn);
          state = "left";
        },
      };
    },
  };
}
