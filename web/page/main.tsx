import { render } from "preact";
import "./style/base.css";
import "./style/shell.css";
import "./style/talk.css";
import { App } from "./app.tsx";
import { startLanguage } from "./language.ts";
import { keepOffline } from "./offline.ts";

await startLanguage();
const root = document.querySelector("#page");
if (root !== null) render(<App />, root);
keepOffline();
