/** Loads the configuration for `serve` and `doctor`, or ends the process with all problems on stderr. */
import { type Config, ConfigError } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78;

/** Returns the configuration. If it is invalid, prints all problems and ends the process with exit code 78. */
export function configOrExit(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return exitForConfig(error);
  }
}

/** Prints the problems and ends the process with exit code 78. */
export function exitForConfig({ message }: ConfigError): never {
  process.stderr.write(`${message}\n`);
  process.exit(EXIT_CONFIG);
}
