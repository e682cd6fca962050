/** The token of `Authorization: Bearer …` (RFC 6750), or `undefined` where there is none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}
