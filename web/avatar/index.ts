import { ReparteeAvatar } from "./avatar-element.ts";

if (globalThis.customElements !== undefined && customElements.get("repartee-avatar") === undefined) {
  customElements.define("repartee-avatar", ReparteeAvatar);
}

export { ReparteeAvatar };
