/** Any would do: the benchmark's network has no other inhabitants. */
export const PAGE_PORT = 8443;
export const BACKEND_PORT = 8444;
export const PROVIDER_PORT = 8445;
/** Plain HTTP, behind the two origins above. */
export const LOOPBACK_BACKEND_PORT = 3000;
export const LOOPBACK_PEER_PORT = 3001;
