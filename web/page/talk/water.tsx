import type { JSX } from "preact";
import { emotions, type Emotion } from "../../octopus/emotion.ts";

/**
 * Behind everything, in the colour of a feeling: the five colours lie over each other, and one fades into the other by
 * opacity alone, for which a browser paints nothing anew.
 */
export function Water({ emotion }: { readonly emotion: Emotion }): JSX.Element {
  return (
    <div class="water" aria-hidden="true">
      {emotions.map((one) => (
        <i key={one} class={`glow glow-${one}`} data-on={one === emotion} />
      ))}
    </div>
  );
}

export function Bubbles(): JSX.Element {
  return (
    <div class="bubbles" aria-hidden="true">
      {Array.from({ length: 9 }, (_, index) => (
        <i key={index} class={`bubble bubble-${index}`} />
      ))}
    </div>
  );
}
