/** The export cannot continue. The lines written so far are kept, so that the same command can continue it. */
export class ExportStopped extends Error {}

/** The output file cannot be created or continued. */
export class OutputUnusable extends Error {}
