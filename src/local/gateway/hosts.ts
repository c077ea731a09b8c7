/**
 * Hosts that mean this machine. A page of the web that made its own name point here would send its own name as Host, so
 * that requests with any other are refused before anything is read. Names of AWS cannot be made to point here by others.
 */
const LOCAL =
  /^(?:127\.0\.0\.1|\[::1\]|localhost|host\.docker\.internal|(?:[a-z0-9][a-z0-9.-]*\.)?localhost|[a-z0-9][a-z0-9.-]*\.amazonaws\.com(?:\.cn)?)(?::\d{1,5})?$/i

export const isLocalHost = (host: string | undefined): boolean => host !== undefined && LOCAL.test(host)
