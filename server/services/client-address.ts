import ipaddr from 'ipaddr.js';

/** Providers give a household or a customer's server up to this much; a longer prefix is the same person again. */
const IPV6_PREFIX_BITS = 56;

/**
 * The key under which an address is limited: an IPv4 address as it is, an IPv6 address by its /56.
 * IPv4 in IPv6 (`::ffff:a.b.c.d`, what a dual-stack socket reports) counts as IPv4.
 */
export function addressKey(named: string | undefined): string {
  const address = named && withoutPort(named);
  if (!address || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(parsed.toString())}/${IPV6_PREFIX_BITS}`);
  return `${network.toString()}/${IPV6_PREFIX_BITS}`;
}

/** Some proxies write `IP:port` into X-Forwarded-For. */
function withoutPort(address: string): string {
  const [, v4, v6] = /^(?:(\d+(?:\.\d+){3}):\d+|\[([^\]]+)\](?::\d+)?)$/.exec(address) ?? [];
  return v4 ?? v6 ?? address;
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}
