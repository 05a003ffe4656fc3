/** Of the element's own tree; pages change `--repartee-accent`, `--repartee-surface`, `--repartee-ink` and the size. */
export const avatarStyle: string = `
:host {
  display: grid;
  grid-template-rows: minmax(0, 1fr) auto auto;
  gap: 10px;
  width: 320px;
  height: 440px;
  color: var(--repartee-ink, #29233b);
  font: 400 16px/1.45 system-ui, sans-serif;
}
:host([hidden]) { display: none; }
.octopus { min-height: 0; display: grid; place-items: center; cursor: pointer; }
.octopus svg { width: 100%; height: 100%; overflow: visible; }
p { margin: 0; min-height: 2.9em; text-align: center; text-wrap: balance; overflow-wrap: anywhere; }
p.problem { color: #b3261e; }
form {
  display: flex;
  gap: 4px;
  padding: 4px;
  border-radius: 26px;
  background: var(--repartee-surface, #fff);
  border: 1.5px solid color-mix(in srgb, currentColor 45%, transparent);
}
form:focus-within { border-color: var(--repartee-accent, #6d4fb3); }
input {
  flex: 1;
  min-width: 0;
  border: 0;
  outline: 0;
  background: none;
  color: inherit;
  font: inherit;
  padding: 0 6px 0 14px;
}
input::placeholder { color: inherit; opacity: 0.75; }
button {
  width: 40px;
  height: 40px;
  flex: none;
  padding: 0;
  border: 0;
  border-radius: 50%;
  background: none;
  color: inherit;
  cursor: pointer;
}
button:focus-visible { outline: 2px solid var(--repartee-accent, #6d4fb3); outline-offset: 2px; }
button.send, button[aria-pressed="true"] { background: var(--repartee-accent, #6d4fb3); color: #fff; }
button svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; vertical-align: middle; }
@media (prefers-color-scheme: dark) {
  :host { color: var(--repartee-ink, #eeeaf6); }
  form { background: var(--repartee-surface, #221e2e); }
  p.problem { color: #f2b8b5; }
}
`;
