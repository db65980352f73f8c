// Browser types that the declarations of @graphql-tools/federation need. They are not used here.
type RequestCredentials = 'include' | 'omit' | 'same-origin';
interface AddEventListenerOptions {
  readonly once?: boolean;
}
