import { describe, expect, it } from 'vitest';
import { type PortLanguage, portInText } from './port-in-code.ts';

const hit = (language: PortLanguage, text: string) => {
  const found = portInText(text, 'f', language, 3000);
  return found === null ? null : [found.port, found.readsEnvironment];
};

describe('portInText', () => {
  it.each<[PortLanguage, string, unknown]>([
    ['javascript', 'app.listen(8080)', [8080, false]],
    ['javascript', 'app.listen(process.env.PORT || 5000)', [5000, true]],
    ['javascript', 'const port = Number(process.env.PORT ?? 4000);', [4000, true]],
    ['javascript', "const port = parseInt(process.env['PORT'] || '4100', 10)", [4100, true]],
    ['javascript', 'const { HOST, PORT = 4200 } = process.env', [4200, true]],
    ['javascript', 'server.listen(process.env.PORT)', [3000, true]],
    ['javascript', 'fastify.listen({ host, port: 3333 })', [3333, false]],
    ['javascript', 'const PORT: number = 9000', [9000, false]],
    ['javascript', 'Bun.serve({ port: 1234, fetch })', [1234, false]],
    ['javascript', 'const port = 1\nx(process.env.PORTAL)', null],
    ['javascript', 'app.listen(99999)', null],
    ['python', 'app.run(host="0.0.0.0", port=5001)', [5001, false]],
    ['python', 'port = int(os.environ.get("PORT", 8000))', [8000, true]],
    ['python', 'port = os.getenv("PORT", "8001")', [8001, true]],
    ['python', "os.environ['PORT']", [3000, true]],
    ['python', 'HTTPServer(("", 8002), H)', [8002, false]],
    ['go', 'log.Fatal(http.ListenAndServe(":8080", nil))', [8080, false]],
    ['go', 'srv := &http.Server{Addr: "0.0.0.0:9090"}', [9090, false]],
    ['go', 'r.Run(":7000")', [7000, false]],
    ['go', 'port := os.Getenv("PORT")', [3000, true]],
    ['go', 'port = "8081"', [8081, false]],
  ])('%s: %s', (language, text, expected) => {
    expect(hit(language, text)).toEqual(expected);
  });

  it('prefers PORT to a number that comes first', () => {
    expect(hit('javascript', 'other.listen(9999)\napp.listen(process.env.PORT || 5000)')).toEqual([5000, true]);
  });

  it('is not slowed down by a long line', () => {
    expect(hit('javascript', '{PORT '.repeat(100_000))).toBeNull();
  });
});
