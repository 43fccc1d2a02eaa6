import type { AdapterModule, CredentialChain, ProviderMeta } from "../../providers/describe.ts";
import type { OnboardError } from "../errors/onboard-error.ts";
import type { LoadedFile } from "./sources/file.ts";
import type { FlagName, Flags, Options } from "./sources/options.ts";
import type { ConfigProblem, Origin } from "./problem.ts";
import type { Environment } from "../net/proxy.ts";

/** What loading reads from outside of the config file. */
export interface ConfigSources {
  readonly flags: Flags;
  /** Absent: as on the command line. */
  readonly flagName?: FlagName;
  readonly env: Environment;
  /** Where relative paths start. */
  readonly cwd: string;
  /** In the place of a config file: the same as a value. */
  readonly value?: unknown;
  /** Read no config file, not even the default one: a rehearsal must not meet real settings. */
  readonly ignoreFile?: boolean;
  /**
   * Read a config file only where an option names it: in a checkout, whoever may open a pull request may bring one of
   * the default name.
   */
  readonly onlyNamedFile?: boolean | undefined;
  /** The user's home directory. Undefined: nobody's files are looked at. */
  readonly home: string | undefined;
  /** Whether the machine's own files count for credentials, too. Absent: they do not. */
  readonly credentialChain?: CredentialChain | undefined;
  /** Ends the wait for a config file that is a pipe. */
  readonly signal?: AbortSignal;
  /** What the built-in adapters say about themselves, by id. */
  readonly metas: Readonly<Record<string, ProviderMeta>>;
  /** Adapters that a program has loaded itself, by the type that the config calls them. */
  readonly adapters?: Readonly<Record<string, AdapterModule>> | undefined;
}

/**
 * One loading: what was given where, and what is wrong so far. All problems are collected, so that a person
 * mends a config once.
 */
export interface Loading {
  readonly sources: ConfigSources;
  /** What flags and variables say: it goes before whatever the config file says of one domain. */
  readonly options: Options;
  /** The same over the config file's general settings. */
  readonly settings: Options;
  readonly file: LoadedFile | undefined;
  /** One of the default name that lies there and that nothing named, where only a named one is read. */
  readonly unreadFile: string | undefined;
  /** Where relative paths of the config file start: the file's own directory. */
  readonly directory: string;
  /** What keeps the config file or the DNS host's adapter from being read at all. */
  readonly mistakes: OnboardError[];
  readonly problems: ConfigProblem[];
  readonly secrets: Set<string>;
}

/** Where a value of the config file stands. */
export function originOf({ file }: Loading, path: readonly (string | number)[]): Origin {
  return file?.locate(path) ?? { file: "(no config file)", line: 1, column: 1 };
}
