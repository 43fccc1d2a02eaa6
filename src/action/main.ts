import { startProcess } from "../cli/process.ts";
import { runAction } from "./run-action.ts";

await startProcess((_argv, io) => runAction(io));
