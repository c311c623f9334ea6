// What every request meets first: is it addressed to us, and does it come from our own page; and the headers of every answer.
import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AddressRules, refused } from './addresses.ts';

export async function addSecurity(app: FastifyInstance, rules: AddressRules): Promise<void> {
  app.addHook('onRequest', async (request) => {
    rules.checkHost(request.host);
    rules.checkOrigin(request.headers.origin, request.host);
  });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The component library writes <style> elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Pictures of GitHub users.
        imgSrc: ["'self'", 'data:', 'https:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // `no-referrer` would make a browser send `Origin: null` with forms.
    referrerPolicy: { policy: 'same-origin' },
    // Whoever puts TLS in front decides about it.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}

/**
 * For routes that only our own page and programs call. Says what Origin cannot: it is not sent with every request, and
 * an application on another port of this machine is "same-site", so that it would get the cookies.
 */
export async function refuseOtherSites({ headers }: FastifyRequest): Promise<void> {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw refused('Sec-Fetch-Site', site);
  }
}
