/** The arguments of `@listSize`. */
export interface ListSize {
  readonly assumedSize: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
  readonly requireOneSlicingArgument?: false;
}

/** A connection has as many entries as `first`. `first` has a default, so it may be absent. */
export const PAGE: ListSize = {
  assumedSize: 20,
  slicingArguments: ['first'],
  sizedFields: ['edges', 'nodes'],
  requireOneSlicingArgument: false,
};
