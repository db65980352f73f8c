/**
 * Returns the path of a platform call with its access token.
 * @param {string} path may have a query
 * @param {string | undefined} token
 */
export function platformPath(path, token) {
  return `${path}${path.includes('?') ? '&' : '?'}access_token=${token}`;
}
