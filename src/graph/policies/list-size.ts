/** The arguments of `@listSize`. */
export interface ListSize {
  /** Absent where the slicing arguments have defaults: some composers reject both together. */
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
  readonly requireOneSlicingArgument?: false;
}

/** A page without cursors per entry, as long as `first`. */
export const NODES_PAGE: ListSize = {
  slicingArguments: ['first'],
  sizedFields: ['nodes'],
  requireOneSlicingArgument: false,
};

/** A connection has as many entries as `first`. `first` has a default, so it may be absent. */
export const PAGE: ListSize = {
  slicingArguments: ['first'],
  sizedFields: ['edges', 'nodes'],
  requireOneSlicingArgument: false,
};
