/** What `serve` and `doctor` share: the configuration, or the end of the process with every problem of it on stderr. */
import { type Config, ConfigError } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78;

/** Returns the configuration of the environment. Prints its problems and ends the process with exit code 78 if it is wrong. */
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
