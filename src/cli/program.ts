/** The commands, and what `--help` says of them all. */
import { Command } from "commander";
import { chatCommand } from "./chat.ts";
import { configCommand } from "./config.ts";
import { dataCommand } from "./data.ts";
import { keyCommand } from "./key.ts";
import { loadCommand } from "./load.ts";
import { personaCommand } from "./persona.ts";
import { psCommand } from "./ps.ts";
import { doctorCommand } from "./doctor.ts";
import { enginesCommand } from "./engines.ts";
import { listCommand } from "./list.ts";
import { pullCommand } from "./pull.ts";
import { rmCommand } from "./rm.ts";
import { serveCommand } from "./serve.ts";
import { showCommand } from "./show.ts";
import { speakCommand } from "./speak.ts";
import { stopCommand } from "./stop.ts";
import { talkCommand } from "./spoken-talk/talk-command.ts";
import { transcribeCommand } from "./transcribe.ts";
import { versionCommand, versionText } from "./version.ts";

const examples = `
Examples:
  repartee chat ./model.gguf             chat with a model in the terminal
  repartee serve --model ./model.gguf    serve it at http://127.0.0.1:8000/v1 (OpenAI's API)
  repartee serve --model echo            try it without a model file
  repartee list --fits                   what this machine can run
  repartee pull llama-3.2-3b             download a model
  repartee ps                            the models in memory of a running server
  repartee load llama-3.2-3b             load a model on a running server
  repartee speak "Good morning."         write a text as sound
  repartee transcribe talk.mp3           write down a recording
  repartee talk --model llama-3.2-3b     talk with a persona aloud
  repartee data export USER              all data of a user
  repartee key add --label app           make an API key
  repartee engines                       engines that are here, and those that can be added
  repartee doctor                        check this machine
  repartee config                        every setting, its value and where that comes from`;

export function createProgram(): Command {
  const program = new Command("repartee")
    .description("Answers people with open-weight language models on this machine.")
    .version(versionText(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showSuggestionAfterError()
    .showHelpAfterError("Run `repartee --help` for what there is.")
    .addHelpText("after", examples);
  for (const command of [
    serveCommand(),
    chatCommand(),
    psCommand(),
    loadCommand(),
    stopCommand(),
    listCommand(),
    showCommand(),
    pullCommand(),
    rmCommand(),
    dataCommand(),
    keyCommand(),
    personaCommand(),
    speakCommand(),
    transcribeCommand(),
    enginesCommand(),
    talkCommand(),
    doctorCommand(),
    configCommand(),
    versionCommand(),
  ]) {
    program.addCommand(command);
  }
  return program;
}
