import type { Emotion } from "../octopus/emotion.ts";
import { createOctopus, type Octopus } from "../octopus/octopus.ts";
import { svg } from "../octopus/svg.ts";
import { createConnection, type Connection } from "../server/connection.ts";
import type { ConverseEvent } from "../server/converse.ts";
import { respond, type RespondAnswer } from "../server/respond.ts";
import { createVoiceSession, type VoiceSession, type VoiceState } from "../speech/voice-session.ts";
import { avatarStyle } from "./style.ts";
import { avatarWords } from "./words.ts";

const sendPath = "M12 19V5M5.5 11.5 12 5l6.5 6.5";
const microphonePath = "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3";

/** Modules of servers import this file too, where there are no elements. */
const BaseElement: typeof HTMLElement = globalThis.HTMLElement ?? Object;

/**
 * `<repartee-avatar>`: Ollie and the client that talks with him. Attributes: `server` (default: where this script came
 * from), `persona`, `language`, `voice`. Events, each with a `detail`: `emotion`, `reply`, `viseme`.
 */
export class ReparteeAvatar extends BaseElement {
  /** Sent with each request; never an attribute, which would be in the page's source. */
  apiKey: string | undefined;
  #octopus: Octopus | undefined;
  #voice: VoiceSession | undefined;
  #running: AbortController | undefined;
  #conversationId: string | undefined;
  #caption: HTMLParagraphElement | undefined;
  #stopListening: (() => void) | undefined;

  connectedCallback(): void {
    const words = avatarWords(this.getAttribute("language"));
    const octopus = createOctopus({
      onViseme: (viseme) => this.#emit("viseme", { viseme }),
      onQuiet: () => octopus.attend("idle"),
    });
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(avatarStyle);
    root.adoptedStyleSheets = [sheet];
    const stage = element("div", { class: "octopus" }, octopus.element);
    stage.addEventListener("pointerdown", () => octopus.poke());
    const caption = element("p", { "aria-live": "polite", dir: "auto" });
    const field = element("input", {
      "aria-label": words.field,
      placeholder: words.field,
      autocomplete: "off",
      dir: "auto",
    });
    field.addEventListener("input", () => octopus.attend("listening"));
    const microphone = element(
      "button",
      { type: "button", "aria-pressed": "false", "aria-label": words.speak },
      icon(microphonePath),
    );
    const send = element("button", { class: "send", "aria-label": words.send }, icon(sendPath));
    const form = element("form", {}, field, microphone, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      field.value = "";
      if (text !== "") void this.say(text);
    });
    root.replaceChildren(stage, caption, form);
    const follow = ({ clientX: x, clientY: y }: PointerEvent): void => octopus.lookAt({ x, y });
    addEventListener("pointermove", follow, { passive: true });
    this.#stopListening = () => removeEventListener("pointermove", follow);
    this.#octopus = octopus;
    this.#caption = caption;
    this.#voice = this.#createVoice(octopus, microphone);
    let isOn = false;
    microphone.addEventListener("click", () => {
      isOn = microphone.getAttribute("aria-pressed") === "true";
      if (isOn) this.#voice?.stop();
      else void this.#voice?.start();
    });
  }

  disconnectedCallback(): void {
    this.#stopListening?.();
    this.#running?.abort();
    this.#voice?.stop();
    this.#octopus?.dispose();
    this.#octopus = undefined;
  }

  /** Says something to the persona; resolves with the reply, or with undefined when it failed or was replaced. */
  async say(text: string): Promise<RespondAnswer | undefined> {
    this.#running?.abort();
    const controller = new AbortController();
    this.#running = controller;
    this.#show("");
    this.#octopus?.hush();
    this.#octopus?.attend("thinking");
    let said = "";
    try {
      for await (const event of respond(this.#connect(), { text, ...this.#request() }, controller.signal)) {
        if (event.kind === "emotion") {
          this.#conversationId = event.conversationId;
          this.#feel(event.emotion, event.userEmotion);
        } else if (event.kind === "text") {
          said += event.text;
          this.#octopus?.attend("speaking");
          this.#octopus?.say(event.text);
          this.#show(said);
        } else {
          this.#show(event.answer.text);
          this.#feel(event.answer.emotion);
          this.#emit("reply", event.answer);
          return event.answer;
        }
      }
    } catch (thrown) {
      if (!controller.signal.aborted) this.#fail(thrown instanceof Error ? thrown.message : String(thrown));
    }
    return undefined;
  }

  #createVoice(octopus: Octopus, button: HTMLButtonElement): VoiceSession {
    const activities = {
      off: "idle",
      listening: "listening",
      hearing: "listening",
      thinking: "thinking",
      speaking: "speaking",
    } as const;
    return createVoiceSession({
      connection: this.#connect(),
      request: () => {
        const voice = this.getAttribute("voice");
        return { ...this.#request(), ...(voice === null || voice === "" ? {} : { voice }) };
      },
      onState: (state: VoiceState) => {
        const words = avatarWords(this.getAttribute("language"));
        button.setAttribute("aria-pressed", String(state !== "off"));
        button.setAttribute("aria-label", state === "off" ? words.speak : words.stop);
        octopus.attend(activities[state]);
      },
      onLevel: () => {},
      onVoice: (viseme) => octopus.follow(viseme),
      onProblem: (_code, message) => this.#fail(message),
      onEvent: (event: ConverseEvent) => {
        if (event.kind === "emotion") this.#feel(event.emotion);
        if (event.kind === "text") this.#show(event.text);
        if (event.kind === "problem") this.#fail(event.message);
        if (event.kind !== "done") return;
        this.#conversationId = event.answer.conversation_id ?? this.#conversationId;
        this.#feel(event.answer.response_emotion, event.answer.user_emotion ?? undefined);
        this.#emit("reply", {
          ...event.answer,
          text: event.answer.response_text,
          emotion: event.answer.response_emotion,
        });
      },
    });
  }

  #connect(): Connection {
    const base = this.getAttribute("server") ?? new URL(".", import.meta.url).href;
    return createConnection({ base, key: () => this.apiKey });
  }

  #request(): { readonly persona?: string; readonly language?: string; readonly conversation_id?: string } {
    const persona = this.getAttribute("persona");
    const language = this.getAttribute("language");
    return {
      ...(persona === null || persona === "" ? {} : { persona }),
      ...(language === null || language === "" ? {} : { language }),
      ...(this.#conversationId === undefined ? {} : { conversation_id: this.#conversationId }),
    };
  }

  #feel(emotion: Emotion, userEmotion?: Emotion): void {
    this.#octopus?.feel(emotion);
    this.#emit("emotion", { emotion, userEmotion });
  }

  #show(text: string): void {
    this.#caption?.classList.remove("problem");
    this.#caption?.replaceChildren(text);
  }

  #fail(message: string): void {
    this.#octopus?.attend("idle");
    this.#show(message);
    this.#caption?.classList.add("problem");
  }

  #emit(name: "emotion" | "reply" | "viseme", detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function element<Tag extends keyof HTMLElementTagNameMap>(
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
