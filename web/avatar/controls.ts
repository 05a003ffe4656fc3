import { svg } from "../octopus/svg.ts";

const sendPath = "M12 19V5M5.5 11.5 12 5l6.5 6.5";
const microphonePath = "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3";

/** Where one types and speaks; what each is called depends on the language. */
export interface Controls {
  readonly form: HTMLFormElement;
  readonly field: HTMLInputElement;
  readonly microphone: HTMLButtonElement;
  readonly send: HTMLButtonElement;
}

export function createControls(): Controls {
  const field = element("input", { autocomplete: "off", dir: "auto" });
  const microphone = element("button", { type: "button", "aria-pressed": "false" }, icon(microphonePath));
  const send = element("button", { class: "send" }, icon(sendPath));
  return { form: element("form", {}, field, microphone, send), field, microphone, send };
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Node[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  created.append(...children);
  return created;
}

function icon(path: string): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: path }));
}
