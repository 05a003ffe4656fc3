import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Activity } from "../../octopus/behaviour.ts";
import type { Emotion } from "../../octopus/emotion.ts";
import { createOctopus, type Octopus } from "../../octopus/octopus.ts";

interface OllieProps {
  readonly emotion: Emotion;
  readonly activity: Activity;
  readonly onReady: (octopus: Octopus) => void;
  readonly onQuiet: () => void;
}

/** The octopus on the page; what it does is told to it by its own functions, not by drawing anew. */
export function Ollie({ emotion, activity, onReady, onQuiet }: OllieProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const octopus = useRef<Octopus | undefined>(undefined);
  useEffect(() => {
    const created = createOctopus({ onQuiet });
    octopus.current = created;
    host.current?.append(created.element);
    const follow = ({ clientX: x, clientY: y }: PointerEvent): void => created.lookAt({ x, y });
    addEventListener("pointermove", follow, { passive: true });
    onReady(created);
    return () => {
      removeEventListener("pointermove", follow);
      created.dispose();
    };
  }, []);
  useEffect(() => octopus.current?.feel(emotion), [emotion]);
  useEffect(() => octopus.current?.attend(activity), [activity]);
  return <div ref={host} class="ollie" onPointerDown={() => octopus.current?.poke()} />;
}
