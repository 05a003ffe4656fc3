const namespace = "http://www.w3.org/2000/svg";

type Attributes = Readonly<Record<string, string | number>>;

/** An SVG element with its attributes and children; no markup is parsed, so a strict page allows it. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly SVGElement[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** One decimal: finer than a pixel at any size it is shown in, and short. */
export function round(value: number): string {
  return tenth(value).toString();
}

export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/**
 * Sets one attribute again and again. A browser restyles and repaints whatever is set, changed or not: what the
 * attribute is already is not set.
 */
export function attribute(element: SVGElement, name: string): (value: string) => void {
  let last: string | undefined;
  return (value) => {
    if (value === last) return;
    last = value;
    element.setAttribute(name, value);
  };
}
