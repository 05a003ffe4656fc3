import type { Emotion } from "../octopus/emotion.ts";
import { createOctopus, type Octopus } from "../octopus/octopus.ts";
import { createConnection, type Connection } from "../server/connection.ts";
import type { ConverseEvent } from "../server/converse.ts";
import { respond, type RespondAnswer } from "../server/respond.ts";
import { createVoiceSession, type VoiceSession, type VoiceState } from "../speech/voice-session.ts";
import { createControls, element, type Controls } from "./controls.ts";
import { avatarStyle } from "./style.ts";
import { avatarWords, type AvatarWords } from "./words.ts";

/** Modules of servers import this file too, where there are no elements. */
const BaseElement: typeof HTMLElement = globalThis.HTMLElement ?? Object;

/**
 * `<repartee-avatar>`: Ollie and the client that talks with him. Attributes: `server` (default: where this script came
 * from), `persona`, `language`, `voice`. Events, each with a `detail`: `emotion`, `reply`, `viseme`.
 */
export class ReparteeAvatar extends BaseElement {
  static readonly observedAttributes: readonly string[] = ["server", "persona", "language", "voice"];
  /** Sent with each request; never an attribute, which would be in the page's source. */
  apiKey: string | undefined;
  #octopus: Octopus | undefined;
  #voice: VoiceSession | undefined;
  #running: AbortController | undefined;
  #conversationId: string | undefined;
  #caption: HTMLParagraphElement | undefined;
  #controls: Controls | undefined;
  #stopListening: (() => void) | undefined;

  connectedCallback(): void {
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
    const controls = createControls();
    const { field, form, microphone } = controls;
    field.addEventListener("input", () => octopus.attend("listening"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      field.value = "";
      if (text !== "") void this.say(text);
    });
    microphone.addEventListener("click", () => {
      if (this.#isListening) this.#voice?.stop();
      else void this.#listen();
    });
    root.replaceChildren(stage, caption, form);
    const follow = ({ clientX: x, clientY: y }: PointerEvent): void => octopus.lookAt({ x, y });
    addEventListener("pointermove", follow, { passive: true });
    this.#stopListening = () => removeEventListener("pointermove", follow);
    this.#octopus = octopus;
    this.#caption = caption;
    this.#controls = controls;
    this.#label();
    this.#voice = this.#createVoice(octopus);
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === "persona" || name === "server") this.#leaveConversation();
    if (this.#octopus === undefined) return;
    if (name === "language") return this.#label();
    // What is spoken from now on is heard there, by that persona, and answered in that voice.
    const wasListening = this.#isListening;
    this.#voice?.stop();
    this.#voice = this.#createVoice(this.#octopus);
    if (wasListening) void this.#listen();
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

  get #isListening(): boolean {
    return this.#controls?.microphone.getAttribute("aria-pressed") === "true";
  }

  async #listen(): Promise<void> {
    if (this.#caption?.classList.contains("problem") === true) this.#show("");
    await this.#voice?.start();
  }

  /** Another persona, or another server, knows nothing of what was said. */
  #leaveConversation(): void {
    this.#running?.abort();
    this.#conversationId = undefined;
    this.#octopus?.hush();
    this.#octopus?.attend("idle");
    this.#show("");
  }

  #createVoice(octopus: Octopus): VoiceSession {
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
        this.#controls?.microphone.setAttribute("aria-pressed", String(state !== "off"));
        this.#label();
        octopus.attend(activities[state]);
      },
      onLevel: () => {},
      onVoice: (viseme) => octopus.follow(viseme),
      onProblem: (code, message) => {
        const { denied, noMicrophone, noRecognizer } = this.#words;
        const known = { mic_denied: denied, mic_missing: noMicrophone, no_recognizer: noRecognizer };
        this.#fail(code in known ? known[code as keyof typeof known] : message);
      },
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

  get #words(): AvatarWords {
    return avatarWords(this.getAttribute("language"));
  }

  #label(): void {
    if (this.#controls === undefined) return;
    const { field, microphone, send } = this.#controls;
    const words = this.#words;
    field.setAttribute("aria-label", words.field);
    field.placeholder = words.field;
    microphone.setAttribute("aria-label", this.#isListening ? words.stop : words.speak);
    send.setAttribute("aria-label", words.send);
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
