// What the type declarations of @graphql-tools/federation take from browsers. Nothing here uses it.
type RequestCredentials = 'include' | 'omit' | 'same-origin';
interface AddEventListenerOptions {
  readonly once?: boolean;
}
